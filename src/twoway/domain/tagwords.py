"""The words inside a hashtag: `SmallBusiness` and `smallbusiness` are both small + business.

A tag in lower case is taken apart only where every part is a word of the list below, so that a name is left alone.
The list is short on purpose: the everyday words of shops and towns, and the compounds that must not be taken apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

from twoway.domain.text.words import words

#: Words a lower-case tag may be made of.
_PARTS = frozenset(
    re.findall(
        r"\w+",
        """
    account accounting advent advice agency agent agents all and animal animals anniversary antique apple april
    art artisan artist arts august autumn award awards awareness baby back bag bags baker bakers bakery baking
    bank bar barber barbers bargain bars bath bathrooms beach bean beans beauty bed beer before behind best
    better big bike bikes bird birds birthday black blog blood blue boat body boiler bonfire book bookkeeping
    books boots boss bottle bowl box boxes boxing branch brand brands bread breads breaks brew brewing brick
    bridge bright brunch budget build builder builders building bun bundle buns business businesses butcher
    butter buy cafe cafes cake cakes calendar camp candle candles car cards care career careers carpentry carpet
    cat cats cave celebrate charity cheese chef child children chocolate choice christmas church cider cinema
    city class classes clean cleaning climate clinic clothes clothing club coach coaching coast coat code codes
    coffee cold college colour colours coming community company competition cook cookie cookies cooking corner
    cottage countdown country county couple course courses craft crafts craftsmanship cream creative crew
    crochet crowdfunding cup customer customers cut cycle cycling dad daily dairy dance dancing date day days
    deal deals december decor decorating delivery dental dentist design designer designs dessert diary digital
    dinner discount doctor dog dogs door doors dress dresses drink drinks drive driver early earth easter easy
    eat eating eco edition education egg eggs electric electrician electricians energy engineer escapes estates
    eve evening event events every exclusive expert experts eye eyes fabric face fact facts fair fairtrade
    families family fan farm farmer farmers farming fashion fast father fathers feed festival festive film
    finance find fire first fish fit fitness flash flat flavour floor flooring florist florists flour flower
    flowers food foodie foodies foods foot football for forest founder founders free fresh friday friend
    friendly friends from fruit fun fundraiser fundraising furniture future gallery game games garden gardener
    gardening gardens garlic gift gifts gig girls giveaway glass gluten gold golf good grain great green grocer
    group grow growing growth guest guide gym hack hacks hair hairdresser half hall halloween ham hand hands
    happy harbour harvest hat health healthy heart heating help helping herb here heritage hero high hill
    history hobby holiday holidays home homes honey horse hot hotel hotels hour hours house houses ice idea
    ideas independent indie industry inn inspo insurance interior interiors international island jam january
    jazz jewellery job jobs join joinery joy jubilee juice july june keep keto kid kids kind kitchen kitchens
    knit knitting lamb lamp land landscaping large lashes last late launch launches law lawyer lead leaf learn
    learning leather lemon lets letting library life light lights limited list little live living loaf loan
    local lockdown london long look lorry love lovers low lunch lunchbox made mail main make makeover maker
    makers making man many march market marketing markets mass massage may meal meals meat media meditation meet
    member men mens mental menu milk mill mind mindset modern monday money month mood morning mortgage mortgages
    mother mothers motivation motor mountain move movie mum museum music my nails national natural nature near
    new news next night nights november now nursery nut oak october of offer offers office oil old olive one
    online open opening orange orchard order orders organic our out oven owned owner owners pack paint painter
    painting pancake paper parents park part party pasta pastry path pay payroll peek people pet pets photo
    photographer photography photos picture pie pies pilates pizza place plan planet plant plants plastic play
    plumber plumbers plumbing poem point pool pop post potato pottery power present price pride print printing
    product products project property pub public pubs pumpkin quality queen quick quiet quilting quiz radio rain
    read reader reading real recipe recipes recycle red remembrance removals rent rentals repair repairs rescue
    restaurant retail retro reveal review reviews ride river road roast roof roofing room rooms rose run running
    rye safe safety salad sale sales salon sandwich santa saturday save saving scenes school science screen sea
    season seasonal secret seed seeds sell september service services sewing shed ship shirt shirts shoe shoes
    shop shopping shops short show shows shrove side sign silver sing skill skills skin skincare sleep slice
    slow small smart smile sneak snow soap social soil solar sold song soon soup sour space special spooky
    spotlight spring staff stage star stars start startups station stay staycation stays steel stock stone stop
    store stores stories story street student students studio style sugar summer sun sunday supper supplier
    support sustainable swap sweet swim table talk tattoo tax taxi tea teacher team tech technology test thank
    thanks thanksgiving the theatre therapy things thought thoughts throwback thursday time tip tips today
    tonight tool tools top tour tours town towns toy toys trade trades train trainer training travel tree trees
    trip trivia truck true trust tuesday turkey under up upcycle upcycled update updates upholstery use
    valentines van vegan vegetable vegetables venue vet view village vintage visit visitor volunteer volunteers
    wait walk walking walks wall walls want warm wash waste watch water way wear web wedding weddings wednesday
    week weekend weekly welcome well wellbeing wellness west wheat white wholesale wild win window windows wine
    wines winner winners winter wisdom wish wolf woman women womens wood wooden woodwork wool word work worker
    workers working works workshop workshops world writer writing yard year years yoga you young your youth zero
    zoo
    """,
    )
)

#: Whole words that would fall apart into parts of the list, and names that are written in one.
_WHOLE = frozenset(
    re.findall(
        r"\w+",
        """
    healthcare childcare daycare haircare homecare aftercare startup startups newborn payday sunblock mealtime bedtime
    anyone artwork artworks bargain bathroom bathrooms bedroom bedrooms beekeeping birthday blackberry blackbird
    blackboard bluebell blueberry bookbinding bookcase booklover bookshop bookshops bookstore boyfriend
    broadband butterfly buttermilk candlelight candlestick carpool carport catwalk cheesecake chocolatier
    cityscape clubhouse cookbook cookbooks countryside courtyard craftwork cupboard cupcake cupcakes daylight
    daytime doorstep downtown driveway earthquake everyday eyewear farmhouse farmland farmyard fireplace
    firewood fireworks fishcake flatbread flatbreads flowerpot footpath forever fruitcake gamekeeper gardenia
    giveaway glasshouse goodwill grandfather greengrocer greenhouse grownup hairdresser hairstyle halloween
    handbag handbags handmade handwriting headline highlight highlights hillside homemade homepage homework
    honeybee horseback hotdog houseplant houseplants housework iceberg icecream ironwork landmark landscape
    landscapes laptop leatherwork lifestyle lighthouse livestock livestream lovebird lunchtime makeup manpower
    marketplace masterclass milkshake moonlight motorbike motorway network networking newsletter nightlife
    notebook oatmeal offline online outdoors oversize paintwork pancake pancakes paperback paperwork partnership
    password peacock photobook pineapple playground playtime popcorn postcard postcards potluck powerhouse
    printmaking pumpkin railway rainbow rainwater restaurant roadside rooftop saturday schoolwork seafood
    seaside seasons secondhand sheepdog shopfront showroom showtime sideboard skincare snowman software
    songwriter sourdough springtime staircase starlight stonework storefront storytelling storytime strawberry
    streetwear summertime sunday sundown sunflower sunflowers sunlight sunrise sunset sunshine supermarket
    tablecloth tablet takeaway teacup teahouse teamwork teapot teatime timetable today together toolbox toyshop
    tradesman treehouse upcycled upcycling update vegetarian walkway wallpaper warehouse watercolor watercolour
    waterfall waterfront website websites weekday weekend weekends wholesale wildflower wildflowers wildlife
    windmill windowsill winemaker winemaking wintertime woodland woodlands woodwork woodworking workflow
    workplace workshop workshops workspace worldwide yourself
    """,
    )
)

_VOCABULARY = _PARTS | _WHOLE


@lru_cache(maxsize=512)
def known_words(word: str) -> tuple[str, ...]:
    """The words a lower-case tag is made of, as few as can be; empty for a single word and where one is unknown."""
    if word in _WHOLE or word in _PARTS or not 6 <= len(word) <= 60:
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 16), end - 1):
            before, part = best[start], word[start:end]
            if before is None or part not in _VOCABULARY:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, part)
    return best[len(word)] or ()


def tag_words(tag: str) -> tuple[str, ...]:
    """The words of a tag (with or without its sign) as a person would say them, spelled as they stand there."""
    bare = tag.lstrip("#＃")
    if bare.islower() and bare.isalpha():
        return known_words(bare) or (bare,)
    return tuple(words(bare).split()) or (bare,)


def camel_case(tag: str) -> str:
    """The tag with a capital at each of its words, so that a screen reader can say it."""
    return tag[0] + "".join(word[:1].upper() + word[1:] for word in tag_words(tag))


def spoken(tag: str) -> str:
    """The tag as plain words."""
    return " ".join(tag_words(tag))
