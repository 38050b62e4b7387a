"""A message word for word in English, as far as messages of businesses go, for a model that knows English only.

This is no translation: words that are not here stay, and so does the order. It is enough to see whether two messages ask for the
same thing. A word that ends with * stands for all that begin with it; where a word has two meanings, the first line counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

#: The languages of the columns; the first column is English.
LANGUAGES = ("de", "fr", "es", "it", "nl", "pt")

#: Words that every text is full of: by them a language is known.
_COMMON = """
the | der die das den dem des | le la les l | el la los las | il lo la i gli le l | de het | o a os as
a | ein eine einen einem einer eines | un une | un una unos unas | un uno una | een | um uma
and | und sowie | et | y e | e ed | en | e
or | oder | ou | o u | o oppure | of | ou
but | aber doch sondern | mais | pero sino | ma però | maar | mas
not | nicht | ne pas n | no | non | niet | não
no | kein* | aucun* pas | ningun* ningún | nessun* | geen | nenhum*
we | wir | nous | nosotros nos | noi | we wij | nós nos
us | uns | nous | nos | ci noi | — | nos conosco connosco
our | unser* | notre nos | nuestr* | nostro nostra nostri nostre | onze ons | noss*
you | du sie ihr dich | vous tu | tú te usted | tu ti voi | je jij jou | você vocês
you | dir ihnen euch | te toi | ustedes os | vi lei | u jullie | te tu
your | dein* ihr* | votre vos ton | tu tus su | tuo tua tuoi | jouw uw | seu sua seus
your | euer eure* | ta tes | sus vuestr* | tue vostr* | je | suas teu tua
I | ich | je j | yo | io | ik | eu
me | mich mir | me moi | me mí | mi me | mij | me mim
my | mein* | mon ma mes | mi mis | mio mia miei mie | mijn | meu minha meus minhas
he | er | il | él | egli lui | hij | ele
she | sie | elle | ella | lei ella | zij ze | ela
his | sein* | son sa ses | su sus | suo sua suoi sue | — | seu sua dele
it | es | ça cela ce c | ello | esso | het | isso
who | wer wen wem | qui | quien quienes | chi | wie | quem
what | was | quoi que qu | qué lo | cosa che | wat | que quê
that | dass | que qu | que | che | dat | que
this | dies* | ce cet cette ces | est* | quest* | deze dit | este esta estes estas
where | wo | où | donde dónde | dove | waar | onde
when | wann wenn als | quand lorsque | cuando cuándo | quando | wanneer als toen | quando
how | wie | comment | como cómo | come | hoe | como
if | wenn ob falls | si | si | se | als indien | se
is | ist | est | es está | è | is | é está
are | sind seid | sont êtes sommes | son están somos | sono siamo siete | zijn bent | são estão somos
was | war waren | était étaient fut | era fue estaba | era fu erano | was waren | era foi estava
has | hat habt haben | a ont avez avons | ha han hemos tiene | ha hanno abbiamo | heeft hebben | tem têm temos
be | sein werden wird werde* | être sera | ser estar será | essere sarà | worden wordt | ser estar
can | kann können | peut pouvez | puede puedes | può puoi | kan kun | pode podem
can | könnt | pouvons peux | pueden podemos | possono possiamo | kunnen | podemos
want | will willst | veux voulez | quier* | vuoi volete | wil | quer
want | wollen möchte* | veut envie | desea* | vuole | willen | quiser
need | brauch* benötig* | besoin faut | necesit* | bisogn* serve | nodig | precis*
in | in im ins | dans en | en | in nel nella nello nei nelle | in | em no na nos nas
on | auf am | sur | sobre en | su sul sulla | op | sobre
at | an bei beim | à au aux chez | a al | a al alla da dal | bij aan | ao à às
with | mit | avec | con | con | met | com
without | ohne | sans | sin | senza | zonder | sem
for | für | pour | para por | per | voor | para por pelo pela
from | von vom aus | de du des d depuis | de del desde | da dal dalla di del della dei | van uit | de do da dos das
to | zu zum zur nach | à vers | a hacia | a verso | naar | para a
until | bis | jusqu jusque | hasta | fino | tot | até
before | vor bevor vorher | avant | antes | prima | voor voordat | antes
after | nach nachdem | après | después tras | dopo | na | depois após
by | durch | par | por | da | door | por
all | alle alles allen aller | tout toute tous toutes | tod* | tutt* | alle alles al | tod*
every | jed* | chaque | cada | ogni | elke ieder* | cada
more | mehr | plus davantage | más | più | meer | mais
only | nur | seulement que | solo sólo | solo | alleen slechts | só apenas
only | — | uniquement | únicamente solamente | soltanto | maar | somente
also | auch | aussi | también | anche | ook | também
still | noch | encore | aún todavía | ancora | nog | ainda
here | hier | ici | aquí | qui qua | hier | aqui
there | dort da | là y | allí ahí | là lì | daar er | lá ali
very | sehr | très | muy | molto | heel erg | muito
too | zu | trop | demasiado | troppo | te | demais
again | wieder | nouveau | vez | nuovo | weer opnieuw | novamente
now | jetzt nun sofort gleich | maintenant désormais dès | ahora ya | ora adesso subito | nu meteen direct | agora já
"""

#: What businesses talk about.
_TALK = """
today | heute | aujourd'hui aujourd hui | hoy | oggi | vandaag | hoje
tomorrow | morgen | demain | mañana | domani | morgen | amanhã
yesterday | gestern | hier | ayer | ieri | gisteren | ontem
tonight | abend | soir | noche | stasera | vanavond | noite
morning | morgens vormittag früh | matin matinée | mañana | mattina mattino | ochtend | manhã
day | tag tage tagen | jour jours journée | día días | giorno giorni | dag dagen | dia dias
days | tage | jours | días | giorni | dagen | dias
week | woche* | semaine* | semana* | settiman* | week weken | semana*
weekend | wochenende | week-end weekend | finde | weekend | weekend | fim-de-semana
month | monat* | mois | mes meses | mese mesi | maand* | mês meses
year | jahr* | an ans année* | año años | anno anni | jaar jaren | ano anos
years | jahre | ans années | años | anni | jaren | anos
hour | stunde* | heure* | hora horas | ora ore | uur uren | hora horas
minutes | minute* | minute* | minuto* | minut* | minut* minuten | minuto*
time | zeit* mal | temps fois | tiempo vez | tempo volta | tijd keer | tempo vez
season | saison* | saison* | temporada estación | stagion* | seizoen* | estação temporada
summer | sommer* | été | verano | estate | zomer* | verão
winter | winter* | hiver | invierno | invern* | winter* | inverno
spring | frühling* frühjahr* | printemps | primavera | primavera | lente voorjaar | primavera
autumn | herbst* | automne | otoño | autunn* | herfst | outono
Christmas | weihnacht* advent* | noël | navidad* | natal* | kerst* | natal
Easter | oster* | pâques | pascua* | pasqu* | pasen paas* | páscoa
holidays | ferien urlaub* | vacances voyage* | vacacion* viaje* | vacanz* | vakantie* feestdagen | férias viage*
holidays | feiertag* reise* | fêtes | fiestas | viagg* | reis* | viagem
birthday | geburtstag* | anniversaire* | cumpleaños | complean* | verjaardag* | aniversário
new | neu* | nouveau* nouvelle* neuf neuve | nuev* novedad* | nuov* novità | nieuw* | nov* novidade*
old | alt* älte* | vieux vieille ancien* | viej* antigu* | vecchi* antic* | oud* oude | velh* antig*
good | gut* | bon bons bonne* bien | buen* bien | buon* bene | goed* | bom boa bem
best | best* | meilleur* | mejor* | miglior* | beste | melhor*
beautiful | schön* | beau belle* joli* | bonit* hermos* guap* | bell* bei | mooi* | bonit* lind*
big | groß* | grand* gros* | grand* gran | grand* | groot grote | grand*
small | klein* | petit* | pequeñ* | piccol* | klein* | pequen*
first | erst* | premi* | primer* | prim* | eerste | primeir*
last | letzt* | derni* | últim* | ultim* | laatste | últim*
few | wenig* einige | peu quelques rares | poc* algun* | poch* | enkele weinig paar | pouc*
limited | begrenzt* limitiert* | limité* | limitad* | limitat* | beperkt* | limitad*
sold out | ausverkauft vergriffen | épuisé* | agotad* | esaurit* | uitverkocht | esgotad*
fast | schnell* rasch* | vite rapide* | rápid* | veloc* presto | snel* | rápid*
fast | bald | rapidement bientôt | pronto | rapid* | gauw | logo
hurry | beeil* schnell | dépêch* hâte* | apresur* corre date | affrett* | haast* wacht | corra apress*
wait | wart* | attend* atten* | esper* | aspett* | wacht* | esper*
fresh | frisch* | frais fraîche* | fresc* | fresc* | vers verse | fresc* fresquinh*
easy | einfach* leicht* | simple* facile* | fácil* sencill* | facil* semplic* | makkelijk* eenvoudig* | fácil simples
free of charge | gratis kostenlos* | gratuit* offert* | gratis | gratuit* gratis | gratis | grátis gratuit*
free of charge | umsonst kostenfrei* | offerte* | gratuit* | omaggio | kosteloos | gratuitamente
cost | kost* kostet | coût* frais | cuest* coste* | cost* | kost* | cust*
pay | zahl* bezahl* | pay* paie* | pag* | pag* spend* | betal* | pag*
price | preis* | prix tarif* | precio* | prezz* | prijs prijzen | preço*
cheaper | günstig* billig* | réduit* | barat* | ribass* scontat* | goedkop* | barat*
cheaper | reduziert* | cher | rebaj* | convenient* | verlaagd | —
discount | rabatt* nachlass* | remise* réduction* | descuento* rebaja* | scont* | korting* | desconto*
discount | prozent ermäßig* | promo* rabais | oferta* | ribass* | — | —
save | spar* | économis* gagnez | ahorr* | risparmi* | bespaar* bespar* | poup* economiz*
sale | schlussverkauf ausverkauf | soldes solde | rebajas | saldi | uitverkoop | liquidação saldos
offer | angebot* | offre* | oferta* | offert* | aanbieding* | oferta* oferecemos
offer | aktion* | offrez | promoción | offriamo | aanbod | promoção
half | hälfte halb* | moitié demi* | mitad medi* | metà mezz* | half helft | metade mei*
voucher | gutschein* | bon bons chèque-cadeau | vale bono | buono buoni | bon cadeaubon* | vale voucher
gift | geschenk* schenk* | cadeau* offrir | regal* | regal* dono | cadeau* | presente* oferta*
prize | preis gewinn* | prix lot | premio* | premi* | prijs prijzen | prémio* prêmio*
win | gewinn* | gagn* | gana ganar gane | vinc* | win* | ganh*
competition | gewinnspiel* verlosung | concours | concurso | concors* | prijsvraag | concurso
competition | wettbewerb | tirage | sorteo | — | — | sorteio
buy | kauf* einkauf* | achet* achat* | compr* | compr* acquist* | koop kop* aankoop | compr*
order | bestell* | command* | pedid* pide pedir encarg* | ordin* ordina | bestel* | encomend* pedid* peça
sell | verkauf* | vend* | vend* | vend* | verkoop* verkop* | vend*
shop | laden geschäft* | magasin* | tienda* | negozi* | winkel* | loja*
shop | filiale* | boutique* | comercio* | bottega | zaak | comércio
online | online netz | ligne internet | online línea | online internet | online internet | online
online | internet* | web toile | internet web | rete | web | internet
website | website webseite* homepage | site | web página | sito | website site | site
website | internetseite* seite | page | sitio | pagina | webshop pagina | página
click | klick* | cliqu* clic* clics | clic haz | clicc* | klik* | cliqu*
link | link | lien | enlace | link | link | link
email | mail e-mail newsletter | mail courriel lettre | correo boletín | mail posta | mail nieuwsbrief | email
subscribe | abonni* | abonn* | suscríb* | iscriv* | abonne* | inscrev*
subscribe | abonnier* | inscri* | suscrib* | abbon* | inschrijv* | subscrev*
follow | folg* abonnent* | suivre suivez abonn* | segu* sigu* | segui* follower | volg* | segu* sigam
sign up | anmeld* meld* | inscri* | apúnt* apunt* inscríb* | iscri* | schrijf inschrijf* | inscr*
sign up | angemeldet registrier* | inscription* | inscrib* matricul* matríc* | registra* | aanmeld* meld | matricul*
join | mitmach* | rejoign* | únete unirte | partecip* | doe mee | junt*
join | dabei | participez | apúntate | unisciti | sluit | particip*
book | buch* | réserv* | reserv* | prenot* | boek* reserveer* | reserv* marqu*
book | reservier* | retenez | — | riserv* | reservere* | marc* agend*
table | tisch* | table* | mesa* | tavol* | tafel* | mesa*
place | platz plätze* | place* créneau* | plaza* sitio* lugar* | post* luogo | plek* plaats* | lugar* vaga*
seat | stuhl sitz* | chaise* siège* | silla* asiento* | sedia sedie | stoel* | cadeira*
appointment | termin* vereinbar* | rendez-vous rdv | cita hora | appuntament* | afspraak* | consulta hora
secure | sicher* | assur* | asegur* | assicur* | verzeker* leg vast | garant*
free | frei* | libre* disponible* | libre* disponible* | liber* disponibil* | vrij vrije | livre*
available | verfügbar* erhältlich* | disponible* | disponible* | disponibil* | beschikbaar verkrijgbaar | disponív*
call | ruf rufen anruf* | appel* | llam* | chiam* | bel bellen | lig*
call | telefon* hörer | téléphon* | teléfono | telefon* | telefo* | telefon*
message | nachricht* | message* | mensaje* escríb* | messagg* | bericht* | mensage* mensagem
message | schreib* | écriv* | escrib* | scriv* | schrijf* | escrev*
contact | kontakt* wende | contact* | contact* | contatt* | contact neem | contact* contat*
ask | frag* | demand* | pregunt* consult* | chied* | vraag vrag* | pergunt* peça
visit | besuch* vorbei* | visit* passez venez | visit* pásate pasa | visit* passa | bezoek* langs | visit* passe
come | komm* kommt | venez viens venir | ven venid vengan | vieni venite venire | kom komen | venha vem venham
look | schau* ansehen | regard* voir | mira* vistazo | guard* vedi | kijk* | veja
look | blick* | voyez œil | ver ve | vedere | bekijk* | olh*
discover | entdeck* | découvr* | descubr* | scopr* | ontdek* | descubr*
try | probier* test* probe* | essay* essai* testez | prueba* prob* | prov* | probeer* proef* test* | experiment* prov*
get | bekomm* erhalt* hol* | obten* recev* | recib* consigue | ricev* ottien* | krijg* ontvang* | receb* obten*
take | nehm* nimm | prenez prendre | toma* llev* | prend* | neem nemen pak | lev* tome
give | geb* gib schenk* | donn* | da das damos dar | dare dà diamo | geef geven | dar dê damos
bring | bring* | apport* amen* | trae* traer llevamos | porta* | breng* | traga traz*
make | mach* | fait* faire faites | hac* haz haga | fa fare fate facciamo | maak mak* doen | faz* faça
let | lass* | laiss* | deja* | lasci* | laat lat* | deix*
open | offen* geöffnet* öffn* | ouvr* ouvert* | abiert* abr* | apert* apr* | open* geopend | abert* abr*
closed | geschlossen* schließ* | ferm* | cerrad* cierr* | chius* chiud* | gesloten dicht sluit* | fechad* fech*
start | start* beginn* | commenc* début* | empiez* comienz* | inizi* | begin* | começ*
start | anfang* | parti | empez* comenz* | cominc* | start* | comec*
find | find* gefunden | trouv* | encuentr* encontr* | trov* | vind* vond* | encontr*
search | such* | cherch* | busc* | cerc* | zoek* | procur*
help | hilf* helf* | aid* | ayud* | aiut* | help* hulp | ajud*
know | wiss* weiß kenn* | sav* connai* sais | sab* conoc* | sai sapere conosc* | weet ken* weten | sab* conhec*
tell | sag* erzähl* | dites dire racont* | dinos cuent* dec* | dici dire raccont* | vertel* zeg* | diga cont*
think | denk* dacht* | pens* | piens* pens* | pens* | denk* dacht | pens*
forget | vergess* | oubli* | olvid* | dimentic* | vergeet | esqueç*
learn | lern* | appren* | aprend* | impar* | leer leren | aprend*
eat | ess* speis* isst | mang* | com* comer cenar | mangi* | eet eten | comer comid*
food | essen speise* | repas cuisine | comida* cocina* | cib* piatt* | eten gerecht* | comida*
food | küche | plat* | plato* | cucina | keuken | prato*
lunch | mittag* | déjeuner midi | almuerzo mediodía | pranz* | lunch middag* | almoço
dinner | abendessen | dîner | cena* | cena* | diner avondeten | jantar
breakfast | frühstück* | petit-déjeuner | desayun* | colazion* | ontbijt | café-da-manhã
menu | menü* karte speisekarte | menu* carte | menú* carta | menù menu | menu kaart | menu cardápio ementa
restaurant | restaurant* lokal* | restaurant* | restaurante* | ristorant* | restaurant* | restaurante*
bread | brot* brötchen* | pain* baguette* | pan panes | pane pagnott* | brood* | pão pães pãozinho
bakery | bäcker* | boulanger* | panader* | panific* forno | bakker* | padaria*
cake | kuchen* torte* | gâteau* | tarta* pastel* | torta torte dolc* | taart* cake | bolo*
coffee | kaffee* | café* | café* | caffè | koffie | café*
wine | wein* | vin vins | vino* | vin* | wijn* | vinho*
flowers | blume* strauß | fleur* bouquet* | flor flores ramo* | fior* | bloem* boeket* | flor flores
hair | haar* frisur* | cheveu* coiff* | pelo cabello | capell* | haar haren | cabelo*
haircut | haarschnitt schnitt schneiden | coupe* | corte* | taglio | knip* | corte
hairdresser | friseur* salon | coiffeu* salon | peluquer* | parrucchier* | kapper* | cabeleireir*
car | auto* wagen | voiture* | coche* automóvil* vehículo | auto macchin* | auto* | carro*
tyres | reifen | pneu* pneus | neumátic* | gomm* pneumatic* | banden | pneu*
bike | fahrrad* rad räder | vélo* | bici* | bici* | fiets* | bicicleta*
workshop | werkstatt* | atelier* garage* | taller* | officin* | werkplaats* | oficina*
repair | reparier* reparatur* | répar* | repar* arregl* | ripar* | repar* herstel* | consert* repar*
house | haus häuser hause | maison* | casa* | cas* | huis huizen | casa*
flat | wohnung* | appartement* | piso* apartament* | appartament* | appartement* flat | apartament*
roof | dach dächer* | toit* | tejado* techo* | tett* | dak* | telhado*
garden | garten* gärt* | jardin* | jard* | giardin* | tuin* | jardim jardins
room | raum zimmer* | chambre* salle* | sala* habitaci* | stanz* sala* | kamer* | sala quarto*
furniture | möbel* | meuble* | mueble* | mobil* | meubel* | móve*
sofa | sofa* couch* | canapé* | sofá* | divan* | bank | sofá*
clothes | kleid* mode | vêtement* mode | ropa moda | vestit* moda abbigliamento | kleding mode | roupa* moda
shoes | schuh* | chaussur* | zapat* | scarp* | schoen* | sapat*
collection | kollektion* | collection* | colección* | collezion* | collectie* | coleção
products | produkt* artikel | produit* article* | producto* | prodott* | product* producten | produto*
doctor | arzt ärzt* praxis | médecin* docteur | médic* | medic* | dokter* arts* | médic*
dentist | zahnarzt* zahnärzt* | dentiste* | dentista* | dentista* | tandarts* | dentista*
teeth | zähne* zahn* | dent dents | dient* | dent* | tanden tand | dente*
eyes | auge* | œil yeux | ojo* | occh* | oog ogen | olho*
glasses | brille* | lunettes | gafas | occhiali | bril* | óculos
check-up | vorsorge* kontroll* | contrôle* révision | revisión revis* | controll* visita | controle* | avaliação exame
check-up | untersuch* prüf* | bilan | control | esame | onderzoek* | revisão
health | gesund* | santé | salud | salute | gezond* | saúde
gym | fitness* studio | gym salle | gimnasio* | palestr* | sportschool | ginásio academia
training | training* trainier* | entraîn* | entren* | allen* | train* | trein*
fit | fit form | forme | forma | forma | fit vorm | forma
course | kurs* unterricht | cours | curso* clase* | cors* lezion* | cursus* les lessen | curso* aula*
school | schule* schul* | école* | escuela* colegio academia | scuol* | school* | escola*
lesson | stunde lektion | leçon* séance* | clase* lección | lezion* | les lessen | aula*
teacher | lehrer* | professeur* | profesor* | maestr* insegnant* | leraar* | professor*
teacher | — | prof* | docente* | professor* | docent* | —
child | kind kinder* kindern | enfant* | niñ* | bambin* | kind kinderen | criança*
family | famili* | famille* | familia* | famigli* | familie gezin | família*
friend | freund* | ami amis amie* | amig* | amic* | vriend* | amig*
mother | mutter mama | mère maman | madre mamá | madre mamma | moeder mama | mãe
father | vater | père papa | padre | padre | vader | pai
grandmother | großmutter oma | grand-mère | abuela | nonna | oma | avó
man | mann herr | homme monsieur | hombre señor | uomo signor* | man meneer | homem senhor
woman | frau dame | femme dame | mujer señora | donna signora | vrouw mevrouw | mulher senhora
people | leute menschen | gens personnes | gente personas | gent* person* | mensen | gente pessoas
neighbour | nachbar* | voisin* | vecin* | vicin* | buur buren buurman | vizinh*
team | team mannschaft | équipe* | equipo* | squadra team | team ploeg | equipa equipe
colleague | kolleg* | collègue* | compañer* | collegh* colleg* | collega* | colega*
customer | kund* | client* | cliente* | client* | klant* | cliente*
job | stelle* job* | emploi* poste* | empleo* | lavor* | baan werk* | emprego*
job | arbeit* beruf* | travail* | trabaj* | impieg* | vacature* | trabalh*
apply | bewerb* bewirb* | postul* candidat* | solicit* candidat* | candid* | sollicit* | candidat*
hire | einstell* gesucht verstärkung | recrut* embauch* | contrat* | assum* | aannemen gezocht | contrat*
experts | fachleute experte* | expert* | expert* | espert* | expert* | especialista*
experts | profi* spezialist* | spécialiste* | profesional* | specialist* | specialist* | —
review | bewertung* bewert* | avis commentaire* | reseña* opinión | recension* | beoordel* sterren | avaliação
review | sterne | notez étoile* | valora* | stell* | recensie* | estrelas
opinion | meinung* urteil | avis opinion | opinión opinion* | opinion* parere | mening | opinião
thanks | dank* danke | merci remerci* | gracias agrade* | grazie ringrazi* | bedankt dank* | obrigad* agradec*
welcome | willkommen* | bienvenue* | bienvenid* | benvenut* | welkom* | bem-vind*
happy | freu* froh | heureu* ravi* | feliz alegr* | felic* content* | blij leuk | feliz content*
happy | glücklich | content* | content* | liet* | fijn | alegr*
sorry | leid entschuldig* | désolé* excus* | siento perdón disculp* | scus* dispiac* | sorry spijt* | desculp*
love | lieb* | aim* amour | amor quier* | amor* ama | liefde hou* | amor am*
enjoy | genieß* | profit* savour* | disfrut* | god* goditi | geniet* | aproveit* desfrut*
delicious | lecker* köstlich* | délicieu* | delicios* ric* | delizios* buonissim* | lekker* | delicios*
delivery | liefer* | livr* livraison* | entreg* envío* domicilio | consegn* | bezorg* lever* | entreg* frete envi*
home | zuhause heim* | domicile | casa hogar | domicilio | thuis | casa
quality | qualität* | qualité | calidad | qualità | kwaliteit | qualidade
service | service dienst* | service* | servicio* | servizi* | service dienst* | serviço*
quote | kostenvoranschlag | devis | presupuesto* | preventiv* | offerte | orçamento*
money | geld | argent | dinero | soldi denaro | geld | dinheiro
new year's eve | silvester | réveillon | nochevieja | capodanno | oudjaar | réveillon
sun | sonne* sonnig* | soleil | sol | sol* sole | zon* | sol
rain | regen* regnet | pluie pleut | lluvia | piogg* | regen* | chuva
snow | schnee* | neige* | nieve | neve | sneeuw* | neve
warm | warm* | chaud* chaleur | calor calient* | cald* | warm* | quent*
cold | kalt kält* | froid* | frí* | fredd* | koud* | fri*
water | wasser* | eau | agua | acqua | water | água
town | stadt* | ville* | ciudad* pueblo | città paese | stad dorp | cidade*
street | straße* | rue* | calle* | via strada | straat* | rua
door | tür* | porte* | puerta* | port* | deur* | porta
dog | hund* | chien* | perr* | can* | hond* | cão cachorro
cat | katze* kater | chat* | gat* | gatt* | kat katten | gat*
bird | vogel* vögel | oiseau* | pájar* | uccell* | vogel* | pássaro*
music | musik* | musique | música | musica | muziek | música
party | feier* fest* party | fête* soirée* | fiesta* | fest* | feest* | festa*
evening | abend* | soirée soir | noche tarde | sera serata | avond* | noite
photo | foto* bild* | photo* | foto* | foto* | foto* | foto*
book | bücher* | livre livres | libro* | libr* | boek boeken | livro*
story | geschichte* | histoire* | historia* | storia storie | verhaal* | história*
world | welt* | monde | mundo | mondo | wereld | mundo
life | leben* | vie | vida | vita | leven | vida
minute | moment* | instant moment | momento | momento | moment | momento
idea | idee* | idée* | idea* | ide* | idee* | ideia*
question | frage* | question* | pregunta* | domand* | vraag vragen | pergunta*
problem | problem* | problème* | problema* | problem* | probleem problemen | problema*
hungry | hunger hungrig* | faim | hambre | fame | honger | fome
age | alter | âge | edad | età | leeftijd | idade
name | name* nam* | nom prénom | nombre | nome | naam | nome
one | eins | un une | un uno | uno | één | um
two | zwei* | deux | dos | due | twee* | dois duas
three | drei* | trois | tres | tre | drie* | três
ten | zehn* | dix | diez | dieci | tien* | dez
hundred | hundert* | cent | cien* | cent* | honderd* | cem cento
third | drittel | tiers | tercio | terzo | derde | terço
went | ging* gingen | allé* alla parti* | fue fueron | andat* andò | ging* | foi foram
came | kam kamen gekommen | venu* vint | vino vinieron | venut* venne | kwam* | veio vieram
stood | stand standen | debout | estaba | stava stav* | stond* | estava
had | hatte* gehabt | avait avaient eu | tenía tuvo había | aveva avut* | had hadden | tinha teve
said | sagte* gesagt | dit disait | dijo decía | disse detto | zei zeiden gezegd | disse dizia
saw | sah sahen gesehen | vu vit | vio visto | visto vide | zag* | viu
got | bekam bekommen | eu reçu | recibió | ricevut* | kreeg* | recebeu
lost | verlor* | perd* | perd* | pers* | verloor verloren | perd*
died | starb gestorben | mort* | muri* | mort* | stierf overleden | morreu
laugh | lach* | rire ri rit* | rió risa* | risat* ris* | lach* | riu riso
wept | wein* geweint | pleur* | llor* | piang* pianto | huil* | chor*
married | heirat* geheiratet | mari* | cas* boda | spos* | getrouwd trouw* | casa* casamento
grandchild | enkel* | petit-fils | niet* | nipot* | kleinkind* | net*
retire | rente ruhestand | retraite | jubil* | pension* | pensioen* | reform* aposent*
"""

_ENGLISH = frozenset(
    (
        *(
            "the",
            "a",
            "and",
            "or",
            "of",
            "to",
            "in",
            "on",
            "for",
            "with",
            "we",
            "our",
            "you",
            "your",
            "is",
            "are",
            "was",
            "it",
        ),
        *(
            "this",
            "that",
            "at",
            "by",
            "from",
            "not",
            "no",
            "i",
            "my",
            "us",
            "all",
            "will",
            "just",
            "be",
            "have",
            "has",
            "he",
        ),
        *("they", "his", "her", "who", "when"),
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: Shorter beginnings than this stand for too much.
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The words of one language, each with its English."""

    common: frozenset[str]
    whole: Mapping[str, str]
    stems: Mapping[str, str]

    def english(self, word: str) -> str:
        small = word.casefold()
        if whole := self.whole.get(small):
            return whole
        beginnings = (small[:at] for at in range(len(small), min(_SHORTEST_STEM, len(small)) - 1, -1))
        return next((self.stems[begun] for begun in beginnings if begun in self.stems), word)


@cache
def _words() -> Mapping[str, _Words]:
    """The table, read once."""
    return {language: _words_in(column) for column, language in enumerate(LANGUAGES, start=1)}


def _words_in(column: int) -> _Words:
    common, talk = (_read(table, column) for table in (_COMMON, _TALK))
    # Lines that come first win.
    every = {**talk, **common}
    return _Words(
        common=frozenset(word for word in common if not word.endswith("*")),
        whole={word: english for word, english in every.items() if not word.endswith("*")},
        stems={word[:-1]: english for word, english in every.items() if word.endswith("*")},
    )


def _read(table: str, column: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        cells = line.split(" | ")
        for word in cells[column].split():
            found.setdefault(word, cells[0])
    return found


def language(text: str) -> str:
    """The language of a text, as far as it is known here: the one with the most of its common words, English if none has."""
    said = [word.casefold() for word in _WORD.findall(text)]
    found, most = "en", sum(word in _ENGLISH for word in said)
    for name, words in _words().items():
        if (here := sum(word in words.common for word in said)) > most:
            found, most = name, here
    return found


def in_english(text: str) -> str:
    """The text with the words in English that are known; an English text, and one in no language that is known, as it is."""
    words = _words().get(language(text))
    return _WORD.sub(lambda found: words.english(found[0]), text) if words else text
