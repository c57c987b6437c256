// German, Dutch, Swedish and Danish words and what they are evidence of.
// Promises stems where endings vary; never English words, which have their own list.
import type { Lexicon } from "../evidence";

/** German. */
export const german: Lexicon = {
  fn: "der die das den dem des ein eine einen einer und ist sind nicht für mit auf zu im in von bitte mir wir ich du wie alle auch dass",
  ask: "warum wieso weshalb wie was welche welcher welches welchen wer wo wann wozu woran ist sind gibt gibt_es hat haben sollte sollten sollten_wir soll",
  info: "sagen zeigen verstehen nennen erklärst erkläre erklär erklären erläutere erläutern beschreibe beschreiben zeig_mir zeige_mir sag_mir sage_mir nenne nenn vergleiche vergleichen überprüfe_ob prüfe_ob schau schaue ansehen anschauen bewerte bewerten analysiere analysieren fasse zusammenfassen liste auflisten überblick meinung einschätzung review reviewe schätze untersuche hilf_mir_zu_verstehen gib_mir begutachte durchlesen lies empfiehl",
  noEdit:
    "nichts_ändern nichts_zu_ändern nichts_anfassen ändere_nichts änder_nichts ohne_änderungen keine_änderungen ohne_etwas_zu_ändern kein_code keinen_code noch_nichts_ändern noch_nicht_ändern nicht_ändern ohne_code nur_lesen ohne_den_code nichts_verändern nichts_umsetzen fass_nichts",
  hypo: "angenommen stell_dir_vor was_wäre was_passiert_wenn",
  polite: "kannst_du könntest_du können_sie könnten_sie würdest_du magst_du",
  edit: "füge hinzufügen ergänze ergänzen ergänz ändere ändern änder mach mache machen korrigiere korrigieren behebe beheben repariere reparieren setze setzen setz ersetze ersetzen aktualisiere aktualisieren anpassen passe erstelle erstellen schreibe schreiben schreib verschiebe verschieben verwende nutze erhöhe erhöhen verringere reduziere fixe fixen fix erweitere erweitern zentriere zentrieren verbessere verbessern optimiere beschleunige leg lege entferne_die dokumentiere stelle stell tausche bring baue gib_der sorge übersetze",
  build:
    "führe_ein einführen implementiere implementieren umbauen umbau umstellen stelle_um integriere integrieren entwickle entwickeln aufteilen teile zerlege vereinheitliche vereinheitlichen refaktoriere refaktorieren refactore baue_ein einbauen führe refactoring unterstütze auslagern",
  reshape:
    "migriere migrieren portiere portieren umschreiben neuschreiben überarbeite überarbeiten modernisiere schreibe_neu modularisiere umstrukturieren",
  mech: "benenne umbenennen formatiere formatieren lösche löschen entferne entfernen sortiere sortieren",
  run: "führe_die starte starten committe commite pushe installiere ausführen laufen_lassen führe_das führe_alle",
  all: "alle aller allen alles ganze ganzen gesamte gesamten gesamter sämtliche jede jeden jeder jedes überall komplett komplette kompletten beide beiden",
  container:
    "modul modul* dienste dienst* komponenten dateien ordner paket* projekt bibliothek* klassen schnittstellen seiten formulare tests tabellen controller endpunkte endpunkt* aufrufer service* importer aufrufe",
  app: "anwendung app projekt webseite website codebasis frontend backend",
  feature:
    "system *system berechtigungssystem seite oberfläche export funktion unterstützung anmeldung authentifizierung benachrichtigungen suche import dashboard zahlung mehrsprachigkeit paginierung warteschlange berechtigung* rechtesystem benachrichtigungssystem dunkelmodus",
  small:
    "tippfehler zeile knopf button schaltfläche farbe überschrift titel text kommentar konstante standard-port port wert variable beschriftung abstand schrift rand symbol methode parameter eintrag version zeitlimit leerzeichen",
  verify:
    "sicherstellen stell_sicher stelle_sicher überprüfe prüfe prüfen nachweisen beweise beweisen verifiziere lasttest lasttests absichern belege zum_laufen",
  open: "ursache grundursache speicherleck race absturz abstürze stürzt langsam doppelt sporadisch wettlaufsituation nebenläufigkeit*",
  hedge: "nur schnell einfach kurz mal klein kleine kleiner",
  greet: "hallo danke moin servus tschüss okay guten_tag guten_morgen super",
  and: "und oder sowie",
  ui: "oberfläche admin-oberfläche knopf knöpfe seite seiten maske masken formular formulare bildschirm ansicht ansichten schaltflächen menü",
  api: "endpunkt* schnittstelle* dienst*",
  data: "tabelle* datenbank* rollen-tabelle abfrage* schema migration* modell*",
  tests: "test* regressionstest* integrationstest*",
  docs: "dokumentation doku handbuch anleitung",
  ci: "pipeline build bereitstellung",
  auth: "anmeldung rolle* berechtigung* sitzung* passwort*",
  jobs: "hintergrundjob* warteschlange* hintergrundaufgabe*",
  mail: "benachrichtigung*",
  logs: "protokollierung logging-modul logging",
};

/** Dutch. */
export const dutch: Lexicon = {
  fn: "de het een en is zijn niet voor met op van naar deze dit dat alle ook je mij maar wij ik hoe aan bij",
  ask: "waarom hoe wat welke wie waar wanneer is zijn heeft moeten",
  info: "beoordelen bekijken vergelijken vertellen analyseren beschrijven controleren leg_uit uitleggen beschrijf vertel vergelijk bekijk beoordeel analyseer samenvat vat geef_me_een overzicht mening review toon_me laat_me_zien noem controleer_of leg lees schat",
  noEdit:
    "niets_wijzigen niets_te_wijzigen niets_te_veranderen zonder_iets_te_veranderen zonder_iets_te_wijzigen geen_wijzigingen verander_niets wijzig_niets geen_code nog_niets niet_aanpassen pas_niets",
  hypo: "stel_dat",
  polite: "kun_je kan_je kunt_u zou_je wil_je",
  edit: "voeg toevoegen verander wijzig maak pas aanpassen herstel repareer fix corrigeer verbeter zet vervang werk bijwerken update schrijf gebruik verplaats verhoog verlaag los breid centreer verbeter",
  build:
    "implementeer bouw integreer ontwikkel refactor splits introduceer ondersteun vereenvoudig uniformeer",
  reshape: "migreer porteer herschrijf moderniseer herstructureer",
  mech: "hernoem formatteer verwijder sorteer wis",
  run: "voer draai start commit push installeer",
  all: "alle alles hele gehele elke ieder iedere overal volledige beide",
  container:
    "module* *module betaalmodule dienst* service* bestanden map pakket* componenten project klassen pagina's formulieren tests tabellen endpoints",
  app: "app applicatie website project codebase",
  feature:
    "systeem *systeem rechtensysteem pagina export ondersteuning authenticatie meldingen zoekfunctie dashboard paginering",
  small:
    "typefout tikfout spelfout regel knop kleur kop titel tekst opmerking constante waarde variabele functie logregel label",
  verify: "zorg_dat zorg_ervoor verifieer bewijs controleer",
  open: "oorzaak geheugenlek traag crasht",
  hedge: "even snel simpel gewoon klein kleine eenvoudig",
  greet: "hallo hoi dank bedankt oké",
  and: "en of",
  ui: "scherm beheerscherm pagina knop knoppen formulier* interface",
  api: "eindpunt* dienst*",
  data: "tabel* databank* rollentabel model*",
  tests: "test* testen",
  docs: "documentatie handleiding",
  auth: "rechten* rol rollen aanmelding",
  jobs: "achtergrondtaak wachtrij",
  mail: "melding*",
};

/** Swedish. */
export const swedish: Lexicon = {
  fn: "och är inte för med på av till den det detta denna som alla vad jag vi kan du ett en att hur även",
  ask: "varför hur vad vilken vilka vilket vem var när är finns borde ska",
  info: "förklara beskriv berätta jämför granska analysera sammanfatta visa_mig lista bedöm översikt titta åsikt uppskatta ge_mig läs",
  noEdit: "ändra_inget ändra_ingenting utan_att_ändra inga_ändringar ingen_kod rör_inget ändra_inte",
  polite: "kan_du skulle_du kunde_du",
  edit: "lägg_till lägg ändra gör rätta fixa åtgärda laga uppdatera byt ersätt skapa skriv använd flytta sätt öka minska förbättra",
  build: "implementera bygg inför integrera utveckla refaktorera refaktorisera dela stöd",
  reshape: "migrera portera skriv_om omstrukturera modernisera",
  mech: "döp byt_namn formatera ta_bort radera sortera",
  run: "kör starta committa pusha installera",
  all: "alla allt hela varje samtliga överallt båda",
  container:
    "modul* *modulen betalningsmodulen tjänst* filer mapp* paket* komponent* projekt* klasser sidor formulär tester tabeller endpoints anrop",
  app: "appen applikationen webbplatsen projektet",
  feature: "system *system behörighetssystem sida export stöd autentisering notiser sökning paginering",
  small: "stavfel* rad knapp* färg* rubrik* titel text kommentar konstant värde variabel* funktion* etikett",
  verify: "se_till verifiera bevisa kontrollera",
  open: "orsak* grundorsaken minnesläcka långsam kraschar",
  hedge: "bara snabbt snabb enkel enkelt liten",
  greet: "hej tack",
  and: "och eller samt",
  ui: "sida adminsida sidor knappar gränssnitt* formulär",
  data: "tabell* databas*",
  tests: "test* tester",
  docs: "dokumentation*",
  auth: "behörighet* roll roller inloggning*",
  jobs: "bakgrundsjobb kö",
};

/** Danish and Norwegian, whose written words for work on code are nearly the same. */
export const danish: Lexicon = {
  fn: "og er ikke for med på af til den det denne dette som alle hvad jeg vi kan du et en at hvordan også av",
  ask: "hvorfor hvordan hvad hvilken hvilke hvem hvor hvornår er hva hvilket",
  info: "forklar beskriv fortæl fortell sammenlign gennemgå analyser opsummer vis_mig vurder overblik",
  noEdit: "uden_at_ændre ændr_ikke ændre_ikke ingen_ændringer ingen_kode uten_å_endre",
  polite: "kan_du kunne_du vil_du",
  edit: "tilføj ændr skift gør ret rett fiks opdater oppdater erstat opret skriv brug flyt sæt legg_til endre lag",
  build: "implementer byg indfør integrer udvikl refaktorer opdel",
  reshape: "omskriv migrer porter skriv_om omstrukturer",
  mech: "omdøb formater slet fjern sorter",
  run: "kør kjør start installer",
  all: "alle alt hele hver begge overalt",
  container:
    "modul* *modulet betalingsmodulet tjeneste* filer mappe pakker komponenter projekt* klasser sider tests tester tabeller",
  app: "appen applikationen projektet",
  feature: "system *system side eksport understøttelse",
  small: "stavefejl tastefejl linje knap* farve* farge* overskrift titel tekst kommentar konstant funktion",
  verify: "sørg_for bevis kontroller verificer",
  open: "årsag hukommelseslæk langsom",
  hedge: "bare lige hurtig enkel",
  greet: "hej tak takk",
  and: "og eller samt",
  ui: "side sider knapper skærm*",
  data: "tabel* database*",
  tests: "test*",
  docs: "dokumentation*",
};
