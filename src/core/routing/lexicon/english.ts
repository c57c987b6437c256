// English words and what they are evidence of.
// Promises whole words and phrases; never terms tuned to one known prompt.
import type { Lexicon } from "../evidence";

/** English. Verbs stand in their base form, as a request uses them. */
export const english: Lexicon = {
  fn: "the a an is are of to and in on it this that with for we our you my be should please from into when not at by as or i do does",
  ask: "why how what which who whose whom where when is are does did was were has have had should am any_idea any_chance what's where's who's how's why's whats isn't aren't doesn't wasn't am_i how_come anyone_know may might",
  info: `explain describe tell summarise summarize outline review compare analyse analyze assess evaluate estimate recommend suggest
    propose discuss critique clarify define remind teach investigate inspect examine diagnose judge rate advise brainstorm elaborate list
    count find search locate identify read study look audit research interpret understand think talk guess trace walk_me walk_us walk_through
    help_me_understand take_a_look have_a_look show_me show_us show_how show_what show_where show_which show_why show_who give_me give_us
    point_out go_through go_over figure_out find_out check_whether check_if check_for see_if let_me_know verify_whether verify_if
    second_opinion weigh sketch highlight predict classify confirm_whether confirm_if wondering curious not_sure unsure look_through look_over look_at look_into name quiz
    help_us_understand run_me_through run_through talk_me share_your do_a_review do_a_code do_a_security tl;dr eli5 pros_and_cons`,
  noEdit: `no_code no_edits no_edit no_changes no_change read-only comments_only read_only review_only analysis_only no_implementation
    no_fix no_fixes just_an_estimate just_an_explanation just_explain no_files no_modifications no_code_changes hands_off explanation_only
    plan_only advice_only no_patch no_patches look_only answer_only words_only`,
  hypo: "suppose imagine hypothetically assume supposing assuming what_if let's_say say_we",
  polite:
    "can_you could_you would_you will_you can_u could_u can_we could_we can_i_get may_i_ask_you would_it_be_possible_to is_it_possible_for_you_to do_you_think_you_could do_you_think_you_can are_you_able_to",
  edit: `add append put insert change set make update fix correct repair patch resolve strip use switch turn let show hide print log
    return throw handle catch allow enable disable increase decrease raise lower reduce cut shrink shorten adjust tweak align center
    centre resize inline extract wrap unwrap create write generate transform cast copy duplicate combine simplify clean tidy comment
    uncomment annotate document validate sanitize sanitise escape encode improve optimise optimize harden secure extend include exclude
    ignore import export pin expose propagate save store load render display toggle stop prevent avoid cover mock stub test debounce
    throttle truncate round prefix adopt translate point link map wire get_rid_of give bring get speed_up teach turn_off turn_on style
    colour color limit restrict prove replace guard initialise initialize configure define_a hook declare mark attach
    invert flip bold highlight_the underline pad ensure keep drop fill parameterise parameterize persist publish send sync track paginate
    filter sort_by group validate batch encrypt hash sign record emit refresh reset retry parse serve split_the_string
    apply regenerate rotate register deprecate redirect assign bind cap
    clamp trim pick choose select invalidate subscribe schedule compress minify seed populate backfill archive restore notify alert block
    deny permit accept reject nest flatten reverse downgrade rework unregister expire polish finish complete undo_the rework solve address close debug eliminate speed shave move_the`,
  build: `implement build introduce integrate design develop refactor convert upgrade support swap set_up setup split unify consolidate
    standardise standardize rebuild restructure reorganise reorganize decouple deduplicate generalise generalize abstract extract_into
    scaffold bootstrap prototype ship roll_out productionise instrument containerise containerize dockerise dockerize harmonise harmonize
    normalise normalize centralise centralize parallelise parallelize cover_the_whole localise localize internationalise
    internationalize add_support add_tests write_tests merge_the_two rip_out turn_into phase_out`,
  reshape:
    "migrate port rewrite redesign rearchitect re-architect overhaul modularise modularize modernise modernize revamp re-write re-implement reimplement replatform",
  mech: `rename format reformat delete remove sort reorder bump prettify reindent alphabetise alphabetize re-sort capitalise capitalize
    lowercase uppercase pluralise dedent`,
  run: `run execute commit push pull rebase checkout install uninstall start restart deploy launch tag revert undo stash cherry-pick
    squash git npm npx yarn pnpm pip cargo docker make_build lint merge open kill redo retry_the amend fetch clone reinstall typecheck
    type-check abort reboot continue go_ahead proceed zip paste release publish_it`,
  all: "all every each whole entire everywhere across throughout everything both complete anywhere any repo-wide app-wide site-wide project-wide codebase-wide",
  container: `module modules service services package packages component components file files folder folders directory directories
    repo repository codebase project suite layer layers subsystem library libraries class classes importers importer exporter exporters
    microservice microservices micro-service crate crates namespace workspace workspaces app apps screens pages forms endpoints routes
    controllers models tables queries handlers tests views callers call_sites usages consumers clients types imports locales languages
    dependencies templates jobs workers pipelines reducers stores hooks schemas strings dialogs places commands plugins adapters
    drivers providers resolvers scripts platforms browsers tenants customers users signatures functions methods errors pages steps`,
  app: "app application site website codebase repo repository project product platform monorepo frontend backend storefront stack system pwa",
  feature: `system feature features support page dashboard panel screen console container bundler toolkit orm wizard pipeline flow service subsystem notifications search pagination
    export exporter importer mode i18n localisation localization internationalisation permissions rbac limiting caching upload uploads
    webhooks authentication authorization authorisation subscriptions billing checkout payments invoicing layer framework engine plugin
    plugins microservice portal editor integration app backend frontend cli sdk server website site infrastructure scheduler bot
    monitoring tracing observability logging audit crud offline realtime real-time chat undo/redo delete_to tests suite testing
    templates autocomplete onboarding history leaderboard marketplace importers multi-currency multi-tenant sync conflict comments`,
  small: `typo typos line lines one-liner label labels colour color button text title heading footer padding margin font width height
    icon logo comment constant entry flag default timeout port version tooltip placeholder docstring annotation message string regex
    argument parameter param variable method function call guard assertion header space spaces indentation import word name caption
    sentence paragraph link border opacity background value number field key option null_check env_var environment_variable semicolon
    comma bracket return_type type_hint alias snippet snapshot warning copyright year expression condition log_line console.log
    log_statement print_statement badge banner spinner sidebar card border-radius z-index favicon greeting filename limit size
    unit_test test_case gitignore script template null default_value base_image order buttons toast checkbox dropdown attribute prop`,
  verify: `make_sure verify prove ensure benchmark measure profile check_that check_with validate_that confirm confirm_that tests_pass
    pass_again before_and_after before/after build_green get_green green regression_test regression_tests soak load_test load_tests
    stress_test differential_test failing_test reproduce passing golden golden-file snapshot_tests show_that cover_it with_tests
    integration_tests idempotency_tests property_tests tests_still still_pass still_passes test_coverage coverage`,
  open: `root_cause whatever root-cause breaking_changes race race_condition race_conditions deadlock deadlocks memory_leak leak leaks
    leaking flaky find_the_cause fallout intermittent intermittently under_load crashes crash crashing find_the_pass
    injection vulnerabilities vulnerable any_bug any_bugs security_pass what_you_find that_you_find you_find you_flag
    will_break drifted inconsistent duplicated slow wrong_results out_of_sync lost corrupt corrupted regress regression`,
  hedge: "just quick quickly simple simply small tiny little minor easy only trivial one-line real_quick",
  greet: `hi hello hey thanks thank thx ok okay cool great nice yo bye cheers perfect awesome sure good_morning good_evening never_mind nevermind forget_it no_thanks cancel_that
    good_job well_done sounds_good got_it makes_sense lgtm yes no yep nope ping welcome`,
  and: "and or plus & as_well_as",
  ui: `ui page pages screen screens form forms dashboard panel modal component components view views toggle menu menus
    navigation theme switcher layout portal wizard button buttons visible hook`,
  api: "route routes service services public_api query_side request requests",
  data: "table tables migration migrations model models query queries index column columns persistence index_builder",
  tests:
    "test tests spec specs coverage fixture fixtures suite mocks snapshot_tests test_suite e2e end-to-end unit_tests",
  docs: "docs documentation readme changelog guide manual openapi openapi_spec tutorial document",
  ci: "ci pipeline pipelines build docker dockerfile makefile justfile deploy workflow workflows release image npm_scripts",
  auth: "auth login sign-in sign-up signup session sessions permissions roles role oauth password passwords account accounts",
  jobs: "job jobs worker workers queue queues consumer consumers scheduler background service_worker",
  mail: "notification notifications newsletter",
  sdk: "sdk cli package packages library importers",
  logs: "logger logging metrics monitoring tracing telemetry alerts",
};
