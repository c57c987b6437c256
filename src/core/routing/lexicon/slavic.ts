// Polish, Czech, Russian and Ukrainian words and what they are evidence of.
// Promises stems, because endings vary with case, number and aspect.
import type { Lexicon } from "../evidence";

/** Polish. */
export const polish: Lexicon = {
  fn: "i w na z do nie jest są się to ten ta te dla o że po od jak ale czy co proszę tym oraz wszystkie mi",
  ask: "dlaczego czemu jak co który która które kto gdzie kiedy czy ile jaka jaki jakie po_co",
  info: "wyjaśnij wyjaśnić wytłumacz opisz opowiedz powiedz pokaż_mi porównaj przejrzyj przejrzeć przeanalizuj analizuj podsumuj wymień wypisz oceń opinię opinia myślisz sądzisz oszacuj sprawdź_czy zrecenzuj zrób_review doradź zobacz przeczytaj",
  noEdit:
    "nic_nie_zmieniaj niczego_nie_zmieniaj bez_zmian nie_zmieniaj nie_modyfikuj bez_zmieniania bez_kodu nie_ruszaj bez_modyfikacji nie_edytuj nie_naprawiaj tylko_do_odczytu",
  hypo: "załóżmy wyobraź_sobie",
  polite: "możesz mógłbyś mogłabyś czy_możesz czy_mógłbyś",
  edit: "dodaj dodać zmień zmienić popraw poprawić napraw naprawić zaktualizuj aktualizuj ustaw ustawić zamień zamienić zastąp stwórz utwórz napisz użyj przenieś zwiększ zmniejsz zrób ulepsz zoptymalizuj przyspiesz udokumentuj przetłumacz rozszerz włącz wyłącz wyśrodkuj dopisz wstaw",
  build:
    "zaimplementuj zaimplementować wprowadź wdróż zintegruj zbuduj zrefaktoryzuj zrefaktoruj refaktoryzuj podziel rozdziel ujednolić ujednolicić przekształć",
  reshape: "zmigruj przenieś_cały przepisz przepisać przebuduj zmodernizuj przeprojektuj",
  mech: "przemianuj sformatuj usuń usunąć posortuj skasuj zmień_nazwę",
  run: "uruchom uruchomić odpal zainstaluj zacommituj wypchnij",
  all: "wszystkie wszystkich wszystkim wszystko cały całą całe całego całej każdy każdą każdego każdej wszędzie oba obie",
  container:
    "moduł* usług* serwis* komponent* pliki plików folder* pakiet* projek* klas* stron* formularz* testy testów tabel* kontroler* endpoint* wywołan*",
  app: "aplikacj* witryn* projek* platform*",
  feature:
    "system systemu stron* eksport uwierzytelnianie wsparcie wyszukiwanie powiadomienia płatności panel uprawnień logowanie paginacj* obsług*",
  small:
    "literówk* lini* linijk* przycisk kolor nagłówku nagłówek tytuł tekst komentarz stałą wartość zmienną zmiennej funkcj* etykiet* port",
  verify: "upewnij sprawdź zweryfikuj udowodnij wykaż potwierdź",
  open: "przyczyn* wyciek* wolno wolny współbieżnoś* wyścig* regresj* zakleszcz*",
  hedge: "tylko szybko szybki prosty prosta proste mały mała małe",
  greet: "cześć hej dzięki dziękuję witaj",
  and: "i oraz lub a",
  ui: "przycisk* stron* ekran* panel* formularz* interfejs* widok*",
  api: "endpoint* usług* serwer*",
  data: "tabel* baz* schemat* model* zapytan*",
  tests: "test testy testów testem testami",
  docs: "dokumentacj*",
  auth: "uprawnie* rol* logowani* sesj* hasł*",
  jobs: "zadani* kolej* tle",
  mail: "powiadomi*",
};

/** Czech and Slovak. */
export const czech: Lexicon = {
  fn: "a v na s z do ne je jsou se to ten ta tento tuto pro o že po od jak ale co prosím všechny mi tohoto si tohle",
  ask: "proč jak co který která které kdo kde kdy kolik jaký jaká jaké čo prečo ako",
  info: "vysvětli vysvětlit popiš řekni ukaž_mi porovnej zkontroluj_jestli projdi analyzuj shrň vypiš zhodnoť názor myslíš odhadni podívej přečti vysvetli popíš",
  noEdit:
    "nic_neměň nic_neměnit beze_změn beze_změny bez_úprav neměň nic_neupravuj bez_kódu neupravuj nič_nemeň",
  hypo: "předpokládejme představ_si",
  polite: "můžeš mohl_bys můžete mohla_bys",
  edit: "přidej přidat změň změnit oprav opravit aktualizuj aktualizovat nastav nahraď vytvoř napiš použij přesuň zvyš sniž udělej zlepši zrychli zdokumentuj přelož rozšiř zapni vypni doplň pridaj zmeň uprav upravit",
  build: "implementuj zaveď integruj postav vyviň refaktoruj rozděl sjednoť převeď",
  reshape: "migruj přepiš přepsat přestav zmodernizuj předělej prepíš",
  mech: "přejmenuj zformátuj smaž odstraň seřaď premenuj",
  run: "spusť spustit nainstaluj commitni",
  all: "všechny všechna všech vše celý celou celé celého každý každou každé všude oba obě všetky",
  container:
    "modul* služb* komponent* soubor* složk* balíč* projekt* tříd* stránk* formulář* test* tabul* endpoint* volání",
  app: "aplikac* web projekt*",
  feature:
    "systém systém* stránk* export přihlášení podpor* vyhledávání oznámení platb* oprávnění stránkování",
  small:
    "překlep* řádek řádk* tlačítk* barv* nadpis* titul* text komentář konstant* hodnot* proměnn* funkc* popisek port",
  verify: "ujisti ověř ověřit zkontroluj prokaž dokaž",
  open: "příčin* únik* pomal* souběh* regres*",
  hedge: "jen jenom rychle jednoduch* mal*",
  greet: "ahoj díky děkuji dobrý_den",
  and: "a nebo i",
  ui: "stránk* tlačít* obrazovk* rozhraní formulář*",
  data: "tabul* databáz* schéma* model*",
  tests: "test*",
  docs: "dokumentac*",
  auth: "oprávnění rol* přihláš* hesl*",
  jobs: "front* úloh* pozadí",
  mail: "oznámení",
};

/** Russian. */
export const russian: Lexicon = {
  ask: "почему зачем как что какой какая какие какое кто где когда сколько чем можно_ли нужно_ли стоит_ли есть_ли в_чём в_чем отчего",
  info: "объясни объясните объяснить опиши опишите расскажи расскажите скажи покажи_мне сравни сравните проверь_код посмотри посмотрите проанализируй анализ подытожь перечисли оцени мнение думаешь прокомментируй ревью изучи прочитай посоветуй найди_все поясни",
  noEdit:
    "ничего_не_меняй ничего_не_менять ничего_не_меняя без_изменений не_меняй не_изменяй не_трогай ничего_не_трогай не_исправляй без_кода без_правок не_правь не_редактируй",
  hypo: "предположим представь допустим",
  polite: "можешь можете мог_бы могли_бы не_мог_бы",
  edit: "добавь добавьте добавить измени измените изменить исправь исправьте исправить почини починить обнови обновите обновить замени замените заменить поставь установи_значение сделай сделайте создай создайте создать напиши напишите написать используй перенеси перемести увеличь уменьши улучши ускорь оптимизируй задокументируй документируй переведи_текст расширь включи выключи выровняй поменяй смени вставь устрани",
  build:
    "реализуй реализовать внедри внедрить введи интегрируй разработай построй отрефактори отрефакторить рефакторинг раздели разбей унифицируй унифицировать преобразуй",
  reshape:
    "мигрируй перенеси_весь перепиши перепишите переписать портируй переделай модернизируй реструктурируй переведи",
  mech: "переименуй переименовать отформатируй удали удалить отсортируй убери сотри",
  run: "запусти запустите запустить выполни установи закоммить запушь",
  all: "все всё всех всем весь всю вся всего всей каждый каждую каждом каждого везде целиком полностью оба обе",
  container:
    "модул* сервис* компонент* файлы файлов файлах папк* пакет* проект* класс* страниц* форм* тесты тестов таблиц* контроллер* эндпоинт* вызов*",
  app: "приложени* сайт* проект* платформ*",
  feature:
    "систем* страниц* экспорт поддержк* аутентификаци* поиск уведомлени* оплат* прав авторизаци* пагинаци* импорт",
  small:
    "опечатк* строк* строчк* кнопк* цвет* заголов* текст* комментари* констант* значени* переменн* функци* подпис* порт",
  verify: "убедись проверь докажи подтверди удостоверься",
  open: "причин* утечк* медленн* гонк* регресс* взаимоблокиров*",
  hedge: "просто быстро только лишь маленьк* простой простая небольш*",
  greet: "привет спасибо здравствуй здравствуйте",
  and: "и или а_также",
  ui: "страниц* кнопки кнопок экран* панел* интерфейс* форм*",
  api: "эндпоинт* апи сервер* ручк* сервис* бэкенд*",
  data: "таблиц* схем* баз* модел* запрос*",
  tests: "тест тест*",
  docs: "документаци*",
  ci: "пайплайн* сборк*",
  auth: "рол* прав авторизаци* логин* парол* сесси*",
  jobs: "задач* очеред* фонов*",
  mail: "уведомлени* письм* почт*",
  logs: "логирован* метрик*",
};

/** Ukrainian. */
export const ukrainian: Lexicon = {
  ask: "чому навіщо як що який яка які яке хто де коли скільки чи чим у_чому",
  info: "поясни поясніть пояснити опиши розкажи скажи порівняй переглянь проаналізуй підсумуй перелічи оціни думка думаєш подивись поглянь прочитай",
  noEdit: "нічого_не_змінюй нічого_не_міняй без_змін не_змінюй не_чіпай не_міняй без_коду не_виправляй",
  hypo: "припустімо уяви",
  polite: "можеш можете міг_би могли_б",
  edit: "додай додайте додати зміни змініть змінити виправ виправте виправити онови оновіть оновити заміни замінити зроби створи створити напиши використай перенеси збільш зменш покращ прискор оптимізуй розшир увімкни вимкни встав постав",
  build:
    "реалізуй впровадь запровадь інтегруй розроби побудуй відрефактори рефакторинг розділи розбий уніфікуй",
  reshape: "мігруй перепиши переписати портуй перероби модернізуй",
  mech: "перейменуй відформатуй видали видалити відсортуй прибери",
  run: "запусти запустіть виконай встанови закоміть",
  all: "усі всі всіх весь всю вся усе все кожен кожну кожного скрізь цілий обидва",
  container:
    "модул* сервіс* компонент* файли файлів папк* пакет* проєкт* проект* клас* сторін* форм* тести тестів таблиц* контролер* ендпоінт* виклик*",
  app: "застосун* сайт* проєкт*",
  feature: "систем* сторін* експорт підтримк* автентифікаці* пошук сповіщен* оплат* прав авторизаці*",
  small:
    "помилку_друку помилк* рядок рядк* кнопк* колір кольор* заголов* текст* коментар* констант* значенн* змінн* функці* підпис* друкарськ*",
  verify: "переконайся перевір доведи підтверди",
  open: "причин* витік* витоку повільн* гонк*",
  hedge: "просто швидко лише тільки простий маленьк*",
  greet: "привіт дякую вітаю",
  and: "і та й або",
  ui: "сторін* кнопки екран* панел* інтерфейс* форм*",
  api: "ендпоінт* сервер* бекенд*",
  data: "таблиц* схем* баз* модел*",
  tests: "тест тест*",
  docs: "документаці*",
  auth: "рол* прав авторизаці* парол*",
  jobs: "завдан* черг*",
  mail: "сповіщен*",
};

/** Bulgarian. */
export const bulgarian: Lexicon = {
  fn: "на и се е в за да от с тази този това как не",
  ask: "защо как какво кой коя кое къде кога дали колко",
  info: "обясни опиши сравни прегледай анализирай кажи покажи_ми резюмирай",
  noEdit: "без_промени не_променяй нищо_не_променяй не_пипай",
  edit: "добави промени поправи смени обнови замени създай напиши използвай премести направи",
  build: "внедри интегрирай въведи раздели рефакторирай имплементирай",
  reshape: "пренапиши мигрирай",
  mech: "преименувай изтрий премахни форматирай",
  run: "стартирай изпълни инсталирай",
  all: "всички целия цялата цялото всеки всяка",
  container: "модул* услуги* файлове* компонент* тестове* проект* страници*",
  feature: "систем* страниц* експорт",
  small: "бутон* цвят цвета ред заглави* текст* функци* грешка",
  verify: "увери докажи провери",
  and: "и или",
  tests: "тест*",
  docs: "документаци*",
};
