// Technical words that most languages borrow from English, so that one list serves all of them.
// Promises nouns only; verbs and function words belong to a language's own list.
import type { Lexicon } from "../evidence";

/** Borrowed nouns. */
export const shared: Lexicon = {
  ui: "ui ux frontend front-end frontends client clients dashboard dashboards widget widgets css html navbar web webapp mobile ios android browser",
  api: "api apis endpoint endpoints endpointy backend back-end backends server servers rest graphql grpc middleware middlewares webhook webhooks handler handlers controller controllers resolver resolvers router proxy openapi",
  data: "schema schemas database databases db sql redis postgres mysql orm storage s3 cache",
  tests: "test tests e2e fixtures",
  docs: "docs readme changelog documentation",
  ci: "ci cd pipeline pipelines docker dockerfile makefile justfile deploy deployment kubernetes helm terraform",
  auth: "login sso oauth saml auth 2fa",
  jobs: "worker workers cron job jobs queue pub/sub kafka",
  mail: "email emails e-mail e-mails mail sms push",
  sdk: "sdk sdks cli",
  logs: "logging metrics tracing audit",
  small: "readme",
};
