"""The words that leaflets are made of, in several languages: greetings, days, and what such messages ask people to do.

Words for the same thing stand in one line, so that "do visit our site" is near to "please check out our website". Chosen by us.
"""

from __future__ import annotations

from collections.abc import Mapping

#: After these a name may follow.
GREETINGS = (
    "hi hello hey hiya dear thanks thank-you cheers sorry morning afternoon evening congratulations congrats welcome "
    "hallo liebe lieber danke willkommen bonjour salut merci bienvenue hola gracias ciao grazie benvenuto benvenuta "
    "olá ola obrigado obrigada bedankt beste dank-je cześć dziękujemy dzięki witaj hej tack спасибо привет здравствуйте"
)

DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday "
    "january february april june july august september october november december "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz mai juni juli oktober dezember "
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier février avril juin juillet août septembre octobre novembre "
    "décembre lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile "
    "maggio giugno luglio settembre ottobre dicembre maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela"
)

#: What a leaflet says, as words that say it.
_SAID: Mapping[str, str] = {
    "thank": "thank thanks thx ta cheers appreciate appreciated grateful gratitude danke dank danken bedanken bedankt merci "
    "remercions remercie remerciements gracias agradecemos agradecido agradecidos grazie ringraziamo obrigado obrigada "
    "dziękujemy dzięki спасибо благодарим",
    "follow": "follow following followed follower followers folgen folgst gefolgt abonnement abonné seguir seguirnos sigas "
    "sigues seguirci seguito segues volgen volgt",
    "site": "site website web webpage homepage webseite internetseite seite página pagina sito strona сайт shop store "
    "boutique tienda negozio winkel",
    "look": "check look visit browse see view explore discover pop swing besuche besuchen schau schaut guarda visita visite "
    "visitez découvrez pásate descubre bekijk bezoek",
    "book": "book booking bookings reserve reservation reservations reserved table tables seat seats place places spot spots "
    "slot slots reservieren reservierung buchen buchung anmelden anmeldung plätze réservez réserver réservation reserva "
    "reservar prenota prenotare prenotazione reserveren",
    "few": "last left few nearly almost fast soon running limited hurry quick quickly remaining full letzte letzten wenige "
    "bald schnell vite derniers dernières bientôt últimas últimos pronto ultimi ultime presto laatste",
    "order": "order orders ordered purchase purchased bought buy buying bestellung bestellt bestellen kauf gekauft commande "
    "commander achat pedido pedir compra compraste ordine ordinato acquisto encomenda bestelling zamówienie заказ",
    "review": "review reviews feedback rating rate opinion thoughts bewertung bewerten meinung avis opinión reseña opinione "
    "recensione opinião opinię отзыв star stars sterne étoiles",
    "sorry": "sorry apologies apologise apologize apology regret leid entschuldigung entschuldige désolé désolés excuses "
    "siento sentimos lamentamos disculpa scusa scusate dispiace",
    "message": "dm dms pm message messages inbox mail email nachricht nachrichten mensaje messaggio bericht mensagem",
    "offer": "off discount discounted discounts sale cheaper reduced reduction save saving savings deal deals offer offers "
    "percent cent rabatt reduziert günstiger angebot réduction remise promo promotion descuento rebaja rebajado sconto "
    "scontate scontati korting desconto zniżka скидка",
    "call": "call ring phone telephone anrufen anruf appelez llama llámanos chiama chiamaci bel",
    "now": "now today tonight currently heute jetzt maintenant hoy ahora oggi vandaag hoje dziś сегодня",
    "blog": "blog article read wrote written write guide artikel article artículo articolo",
    "tip": "tip tips way ways advice ideas tricks tipps conseils astuces consejos consigli",
    "cure": "investigate investigating sort sorted fix solve resolve resolved help",
    "new": "new latest neu neue neuer neues nouveau nouvelle nuevo nueva nuovo nuova nieuw novo nova",
    "win": "win prize giveaway competition draw gewinnen gewinnspiel verlosung gagnez concours sorteo gana vinci concorso",
    "share": "share retweet repost tag teilen teilt partagez comparte condividi",
    "sign": "sign signup subscribe register join newsletter inscrivez suscríbete iscriviti",
    "free": "free complimentary gratis kostenlos gratuit gratuitement gratuito",
    "voucher": "voucher vouchers giftcard gutschein gutscheine bon vale buono cadeaubon",
    "deliver": "deliver delivery delivered ship shipping shipped lieferung liefern livraison livrer envío consegna levering",
    "job": "hiring hire job jobs vacancy vacancies recruiting stelle stellen emploi empleo lavoro",
    "hours": "open opening opens hours geöffnet öffnungszeiten ouvert horaires abierto horario aperto orari",
    "quote": "quote quotes estimate estimates angebotspreis devis presupuesto preventivo offerte",
    "glad": "love loved lovely enjoy enjoyed happy delighted pleased glad",
}

#: Each of these words with what it says.
SAYS: Mapping[str, str] = {word: said for said, words in _SAID.items() for word in words.split()}

#: Politeness and filling, which come and go from copy to copy.
FILLING = frozenset(
    ("please", "kindly", "could", "would", "just", "do", "bitte", "por", "favor", "prego", "svp", "alstublieft")
)

#: Who is spoken to, in English.
SPEAKS_TO = frozenset(("you", "your", "yours", "yourself", "yourselves"))

#: What tells a story rather than asks for something, in English.
TELLS = frozenset(
    (
        *(
            "he",
            "she",
            "his",
            "her",
            "hers",
            "they",
            "them",
            "their",
            "i",
            "my",
            "me",
            "mine",
            "who",
            "him",
            "yesterday",
        ),
        *("was", "were", "had", "went", "came", "stood", "said", "saw", "got", "lost", "died", "laughed", "wept"),
    )
)
