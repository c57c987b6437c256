// French, Spanish, Portuguese, Italian and Romanian words and what they are evidence of.
// Promises imperatives, infinitives and polite forms; accents are folded before matching.
import type { Lexicon } from "../evidence";

/** French. */
export const french: Lexicon = {
  fn: "le la les des du un une et est sont pas pour avec sur dans ce cette ces de que qui en tous moi nous je tu vous au aux il l d",
  ask: "pourquoi comment quel quelle quels quelles que qu'est-ce qui où quand combien est-ce est-il quoi y_a-t-il faut-il devrait-on",
  info: "trouve cherche explique expliquer expliquez explique-moi décris décrire décrivez dis-moi dites-moi montre-moi compare comparer compares relis relire relisez relecture examine examiner analyse analyser résume résumer liste lister énumère avis opinion penses-tu évalue évaluer estime aperçu présente revue donne-moi vérifie_si regarde cherche passe_en_revue conseille",
  noEdit:
    "sans_rien_modifier sans_modifier sans_rien_changer sans_changer ne_modifie_rien ne_change_rien ne_touche_à_rien ne_modifie_pas aucune_modification pas_de_code sans_toucher lecture_seule ne_modifiez_rien ne_corrige_pas sans_code",
  hypo: "supposons imagine imaginons",
  polite: "peux-tu pouvez-vous pourrais-tu pourriez-vous tu_peux vous_pouvez",
  edit: "adapte adapter rends résous passer utiliser documenter ajoute ajouter ajoutez change changer changez modifie modifier modifiez corrige corriger corrigez répare réparer mets mettre remplace remplacer mettez_à_jour crée créer créez écris écrire écrivez utilise utiliser déplace déplacer augmente diminue réduis réduire règle fais faire rends améliore améliorer optimise accélère documente étends traduis passe active désactive centre",
  build:
    "implémente implémenter implémentez intègre intégrer introduis introduire développe développer construis refactorise refactoriser refactore remanie découpe sépare scinde unifie uniformise convertis convertir ajoute_la_prise mets_en_place mettre_en_place",
  reshape:
    "migre migrer migrez porte porter réécris réécrire réécrivez restructure restructurer refonds refondre modernise",
  mech: "renomme renommer renommez formate formater supprime supprimer supprimez trie trier efface",
  run: "lance lancer lancez exécute exécuter exécutez démarre installe installer committe pousse",
  all: "tout toute tous toutes chaque entier entière ensemble partout complet complète intégralité deux_côtés",
  container:
    "module modules service services composant* fichiers dossier* paquet* projet classes pages formulaires tests tables contrôleurs endpoints appels importateurs écrans",
  app: "application appli site projet plateforme",
  feature:
    "système authentification page export fonctionnalité prise_en_charge recherche pagination notifications paiement tableau_de_bord facteurs permissions gestion",
  small:
    "faute coquille typo ligne bouton couleur titre texte commentaire constante valeur variable fonction libellé lien port étiquette marge police message",
  verify: "assure-toi vérifie vérifier prouve prouver prouve-le assurez-vous démontre garantis",
  open: "cause fuite fuites concurrence lent lente plante interblocage régression intermittent instable",
  hedge: "juste simplement rapide rapidement simple petit petite vite",
  greet: "bonjour salut merci coucou",
  and: "et ou ainsi_que",
  ui: "écran* page pages bouton boutons interface formulaire* vue",
  api: "point_d'entrée service services serveur",
  data: "schéma base table tables modèle* base_de_données requête*",
  tests: "test tests essais",
  docs: "documentation doc guide",
  auth: "connexion authentification rôle* session* droits mot_de_passe",
  jobs: "tâche_de_fond file tâche*",
  mail: "courriel* notification*",
  logs: "journalisation journaux",
};

/** Spanish. */
export const spanish: Lexicon = {
  fn: "el la los las un una y es son no para con en de del que se por este esta lo al todos mi nos por_favor su qué",
  ask: "por_qué cómo qué cuál cuáles quién dónde cuándo cuánto es son hay debería deberíamos porque_falla",
  info: "explica explicar explícame explique describe describir dime dígame muéstrame enséñame compara comparar revisa revisar revise analiza analizar resume resumir lista enumera opinas opinión evalúa estima resumen recomienda dame echa_un_vistazo mira averigua investiga cuéntame",
  noEdit:
    "sin_cambiar_nada sin_modificar_nada sin_modificar no_cambies_nada no_modifiques sin_cambiar no_toques sin_cambios sin_código solo_lectura no_cambies no_edites sin_tocar",
  hypo: "supongamos imagina supón",
  polite: "puedes podrías puede podría pueden me_puedes",
  edit: "ajusta ajustar resolver usar documentar asegura añade añadir agrega agregar cambia cambiar modifica modificar corrige corregir arregla arreglar repara pon poner reemplaza reemplazar sustituye actualiza actualizar crea crear escribe escribir usa mueve mover aumenta reduce reducir haz hacer mejora optimiza documenta traduce extiende activa desactiva centra soluciona resuelve",
  build:
    "implementa implementar integra integrar introduce introducir desarrolla desarrollar construye refactoriza refactorizar divide separa unifica unificar convierte convertir incorpora",
  reshape: "migra migrar porta reescribe reescribir reestructura reestructurar moderniza rediseña",
  mech: "renombra renombrar formatea formatear elimina eliminar borra borrar quita ordena",
  run: "ejecuta ejecutar corre lanza inicia instala instalar haz_commit sube",
  all: "todo toda todos todas cada entero entera completo completa ambos ambas",
  container:
    "módulo* servicio* componente* archivos carpeta* paquete* proyecto clases páginas formularios pruebas tests tablas controladores endpoints importadores llamadas pantallas",
  app: "aplicación app sitio proyecto plataforma",
  feature:
    "sistema autenticación página exportación funcionalidad soporte búsqueda paginación notificaciones pago pagos panel permisos",
  small:
    "errata línea botón color título texto comentario constante valor variable función etiqueta enlace mensaje puerto encabezado",
  verify: "asegúrate verifica verificar comprueba comprobar demuestra prueba_que valida garantiza",
  open: "causa fuga concurrencia lento lenta carrera bloqueo regresión intermitente",
  hedge: "solo sólo simplemente rápido rápida simple sencillo pequeño pequeña",
  greet: "hola gracias buenas",
  and: "y o e así_como",
  ui: "pantalla* página* botón botones panel interfaz formulario* vista*",
  api: "servicio* servidor punto_final",
  data: "tabla* esquema base_de_datos modelo* consulta*",
  tests: "prueba* test* pruebas_de_carga",
  docs: "documentación guía",
  auth: "permisos rol roles sesión autenticación contraseña*",
  jobs: "cola tarea* trabajo*",
  mail: "correo* notificaciones",
};

/** Portuguese. */
export const portuguese: Lexicon = {
  fn: "o a os as um uma e é são não para com em do da dos das no na que se por este esta todos meu nos ao isso de seu faz",
  ask: "por_que porque por_quê como qual quais quem onde quando quanto é são há devemos o_que deveria",
  info: "explique explica explicar descreva descrever diga me_diga mostre-me compare comparar revise revisar analise analisar resuma resumir liste listar opinião acha avalie estime visão_geral recomende dê-me olhe investigue me_explique",
  noEdit:
    "sem_mudar_nada sem_alterar_nada sem_modificar não_mude não_altere não_modifique sem_alterar sem_mudanças sem_código somente_leitura não_mexa sem_mexer",
  hypo: "suponha imagine",
  polite: "você_pode pode poderia consegue",
  edit: "trocar troque colocar usar fazer ajuste ajustar resolva resolver adicione adicionar acrescente mude mudar altere alterar corrija corrigir conserte arrume coloque substitua substituir atualize atualizar crie criar escreva escrever use mova mover aumente reduza reduzir faça melhore otimize documente traduza estenda ative desative",
  build:
    "implemente implementar integre integrar introduza introduzir desenvolva construa refatore refatorar divida separe unifique converta converter",
  reshape: "migre migrar porte reescreva reescrever reestruture modernize redesenhe",
  mech: "renomeie renomear formate formatar apague exclua remova remover delete ordene",
  run: "execute executar rode rodar inicie instale faça_commit",
  all: "todo toda todos todas cada inteiro inteira completo completa ambos ambas",
  container:
    "módulo* serviço* componente* arquivos ficheiros pasta* pacote* projeto classes páginas formulários testes tabelas controladores endpoints chamadas telas",
  app: "aplicação aplicativo app site projeto plataforma",
  feature:
    "sistema autenticação página exportação funcionalidade suporte busca paginação notificações pagamento painel permissões login",
  small:
    "linha botão cor título texto comentário constante valor variável função rótulo mensagem porta cabeçalho digitação",
  verify: "certifique-se garanta verifique verificar prove comprove valide",
  open: "causa vazamento concorrência lento lenta regressão intermitente",
  hedge: "só apenas simplesmente rápido rápida simples pequeno pequena",
  greet: "olá oi obrigado obrigada",
  and: "e ou bem_como",
  ui: "tela* página* botão botões painel interface formulário*",
  api: "serviço* servidor",
  data: "tabela* esquema banco_de_dados modelo* consulta*",
  tests: "teste* testes",
  docs: "documentação guia",
  auth: "permissões papel papéis sessão autenticação senha*",
  jobs: "fila tarefa* segundo_plano",
  mail: "notificações",
};

/** Italian. */
export const italian: Lexicon = {
  fn: "il lo la i gli le un una e è sono non per con su nel nella di del della che questo questa tutti mi ci dei delle l un' da al",
  ask: "perché come qual quale quali chi dove quando quanto cosa che_cosa è sono c'è dovremmo cos'è",
  info: "spiega spiegami spiegare descrivi descrivere dimmi mostrami confronta rivedi rivedere analizza analizzare riassumi elenca parere opinione pensi valuta stima panoramica consiglia dammi esamina guarda",
  noEdit:
    "senza_modificare senza_cambiare non_modificare non_cambiare non_toccare nessuna_modifica senza_codice sola_lettura senza_toccare niente_codice",
  hypo: "supponiamo immagina",
  polite: "puoi potresti può potrebbe riesci",
  edit: "adatta mettere impostare usare spostare risolvere aggiungi aggiungere cambia cambiare modifica modificare correggi correggere ripara sistema_il metti imposta sostituisci sostituire aggiorna aggiornare crea creare scrivi scrivere usa sposta aumenta riduci rendi fai migliora ottimizza documenta traduci estendi risolvi",
  build:
    "implementa implementare integra integrare introduci introdurre sviluppa costruisci rifattorizza refattorizza dividi suddividi separa unifica converti",
  reshape: "migra migrare riscrivi riscrivere ristruttura modernizza riprogetta",
  mech: "rinomina rinominare formatta formattare elimina eliminare cancella rimuovi rimuovere ordina",
  run: "esegui eseguire avvia lancia installa",
  all: "tutto tutta tutti tutte ogni intero intera l'intero l'intera ciascun completo completa entrambi ovunque",
  container:
    "modulo moduli servizi servizio componenti file cartella pacchetti progetto classi pagine test tabelle controller endpoint chiamate",
  app: "applicazione app sito progetto piattaforma",
  feature:
    "sistema autenticazione pagina esportazione l'esportazione funzionalità supporto ricerca paginazione notifiche pagamento permessi",
  small:
    "battitura refuso riga pulsante colore titolo testo commento costante valore variabile funzione etichetta messaggio porta",
  verify: "assicurati verifica verificare dimostra prova_che garantisci",
  open: "causa perdita concorrenza lento lenta regressione",
  hedge: "solo soltanto semplicemente veloce semplice piccolo piccola",
  greet: "ciao grazie salve buongiorno",
  and: "e o nonché",
  ui: "schermata* pagina pagine pulsante pulsanti interfaccia dashboard",
  api: "servizi servizio",
  data: "tabella tabelle schema database modello modelli",
  tests: "test",
  docs: "documentazione guida",
  auth: "permessi ruolo ruoli sessione autenticazione",
  jobs: "coda background",
  mail: "notifiche",
};

/** Romanian. */
export const romanian: Lexicon = {
  fn: "și este sunt nu pentru cu pe în la de care acest această toate ce o un din să",
  ask: "de_ce cum ce care cine unde când cât este sunt",
  info: "explică explică-mi descrie spune-mi compară revizuiește analizează rezumă listează arată-mi părerea",
  noEdit: "fără_să_modifici fără_modificări nu_modifica nu_schimba fără_a_modifica",
  polite: "poți ai_putea puteți",
  edit: "adaugă schimbă modifică corectează repară actualizează înlocuiește creează scrie folosește mută pune fă",
  build: "implementează integrează introdu dezvoltă refactorizează împarte",
  reshape: "migrează portează rescrie restructurează",
  mech: "redenumește formatează șterge elimină sortează",
  run: "rulează execută pornește instalează",
  all: "tot toată toți toate întreg întregul fiecare",
  container: "modul* servicii* fișier* testele componente* proiect* pagini*",
  feature: "sistem sistem* pagină export autentificare",
  small: "greșeală linie buton* culoare* titlu* text* comentariu funcție variabil*",
  verify: "asigură-te verifică dovedește",
  hedge: "doar rapid simplu",
  greet: "salut mulțumesc bună",
  and: "și sau",
  ui: "pagină butoane* ecran* interfaț*",
  data: "tabel* baz*",
  tests: "test*",
  docs: "documentați*",
};
