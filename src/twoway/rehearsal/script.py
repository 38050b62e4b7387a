"""The words of the demo story: six weeks at Alder & Rye, a bakery in Millbrook.

Pure data, told by weeks and weekdays, so that it can be laid behind any day; `story` does that.
"""

from __future__ import annotations

from twoway.rehearsal.cast import GRACE, JON, KEMI, MARTA, RUTA, SUNNYBANK, TOM, WALKS, at_home
from twoway.rehearsal.telling import (
    BAKERY,
    FRI,
    SARAH,
    SAT,
    STALL,
    SUN,
    THU,
    TUE,
    WED,
    Acquaintance,
    Aside,
    Coming,
    Past,
    Remark,
    Talk,
    Wished,
    fresh,
    said,
)

LENA = at_home("lena.gruber")
PRIYA = at_home("priya.nair")

#: How many days ago the eight o’clock bake ran late.
LATE_BAKES = {"first": 18, "second": 11, "third": 4}

PEOPLE: tuple[Acquaintance, ...] = (
    Acquaintance(
        handle=TOM,
        name="Tom Hallam",
        met="Saturday market, June 2021. Bought the last seeded loaf.",
        about="Millbrook, regular since 2021. His daughter’s birthday cake. Cycling club breakfasts. "
        "Walked out without his order on the {third} (Dele saw his back).",
    ),
    Acquaintance(
        handle=KEMI,
        name="Kemi Okafor",
        met="Came in with her twins on the first day of term.",
        about="Organises the school fair. Her son must not eat nuts.",
    ),
    Acquaintance(
        handle=GRACE,
        name="Grace Wynne",
        met="Queue on a Tuesday, shared an umbrella with Sarah.",
        about="Works at the surgery on Bridge Street. Two sourdoughs a week, sliced.",
    ),
    Acquaintance(
        handle=MARTA,
        name="Marta Lindqvist",
        met="Guild breakfast. Talked about ovens for an hour.",
        about="Lindqvist Coffee, and now a second café on Mill Lane. Takes our buns on Saturdays.",
    ),
    Acquaintance(
        handle=RUTA,
        name="Ruta B.",
        met="Found us through the town page.",
        about="Moved here from Vilnius. Knows what rye should taste like.",
    ),
    Acquaintance(
        handle=JON,
        name="Jon Pritch",
        met="Asked for a spoonful of starter and was told a joke instead.",
        about="Bakes at home. Wants the rye starter, says so often.",
    ),
    Acquaintance(
        handle=SUNNYBANK,
        name="The Sunnybank",
        met="Wrote out of the blue after the beer bread.",
        about="Pub on the Millbrook road, kitchen open Wednesday to Sunday. Might become a customer.",
    ),
    Acquaintance(
        handle=WALKS,
        name="Millbrook Walks",
        met="Twelve people in the doorway, one dog.",
        about="Sunday walking group. Comes past at about ten.",
    ),
    Acquaintance(
        handle=LENA,
        name="Lena Gruber",
        met="Through Millbrook Mums, looking for a cake that isn’t all icing.",
        about="Her daughter turns four in January.",
    ),
    Acquaintance(
        handle=PRIYA,
        name="Priya Nair",
        met="Built our order page.",
        about="Web designer, four jobs together. We still owe her a recommendation.",
    ),
)

PAST: tuple[Past, ...] = (
    # Six weeks ago
    Past(
        key="w6-cake",
        weeks=6,
        weekday=TUE,
        at="08:20",
        text="Three birthday cakes this week and no two the same. One is a bicycle. We had to look up how many "
        "spokes there are, and then we left some out.",
        talks=(
            Talk(
                who=TOM,
                lines=(
                    said("She cried when she saw the cake. Thank you.", 610),
                    said("Now I’m crying too, Tom. Tell her the bell was Dele’s idea.", 35),
                    said("I will. She rang it all evening.", 20),
                ),
            ),
            Talk(
                who=LENA,
                lines=(
                    said("Do you also make one that isn’t all icing? My daughter scrapes it off.", 95),
                    said(
                        "We do: honey and almond, or plain sponge with berries. No icing unless you ask for it.", 50
                    ),
                    said("Berries it is, in January. I’ll come in.", 30),
                ),
            ),
        ),
    ),
    Past(
        key="w6-flour",
        weeks=6,
        weekday=WED,
        at="13:05",
        text="New flour from Hartley’s mill. It drinks more water than the old one, so yesterday’s loaves were flat "
        "and tasted wonderful. Today they are round again.",
        talks=(
            Talk(
                who=JON,
                lines=(
                    said("Mine are flat with any flour. Is that a style?", 44),
                    said("It is now. Try ten grams less water, and let it rest while you have a coffee.", 31),
                    said("A recipe that starts with coffee. I’m in.", 15),
                ),
            ),
        ),
    ),
    Past(
        key="w6-walk",
        weeks=6,
        weekday=FRI,
        at="11:40",
        text="Walking groups and dogs are welcome at the back door on Sundays, boots and all. There is a tap for the "
        "boots and a bowl for the dogs. #millbrook",
        talks=(
            Talk(
                who=WALKS,
                lines=(
                    said("May twelve people in muddy boots come in on Sunday?", 26),
                    said("All twelve. I’ll put the long bench out and keep the buns warm from ten.", 40),
                    said("Great, we’ll wipe our boots.", 12),
                ),
            ),
        ),
    ),
    Past(
        key="w6-market",
        weeks=6,
        weekday=SAT,
        at="07:30",
        account=STALL,
        text="On the square until one. Seeded, rye, and forty cardamom buns that will not see noon. Dele has the good "
        "coffee today.",
    ),
    Past(
        key="w6-garden",
        weeks=6,
        weekday=SUN,
        at="16:45",
        account=SARAH,
        text="Dug up the last potatoes with the children. We weighed each of them, by hand, out loud, like at the "
        "market. The biggest got a name.",
        talks=(
            Talk(
                who=MARTA,
                lines=(
                    said("And what is it called?", 22),
                    said("Gerald. Nobody dares to peel him.", 14),
                ),
            ),
        ),
    ),
    # Five weeks ago
    Past(
        key="w5-apprentice",
        weeks=5,
        weekday=TUE,
        at="09:10",
        text="Eszter has finished her first year with us. She came for the summer and stayed for the rye. From this "
        "week the Thursday walnut loaf is hers from start to finish.",
        talks=(
            Talk(
                who=MARTA,
                lines=(
                    said("Congratulations from all of us on Mill Lane.", 31),
                    said("She read that out twice. Thank you, Marta.", 47),
                ),
            ),
            Talk(
                who=RUTA,
                lines=(said("You can tell that people like working there. It shows in everything.", 180),),
            ),
        ),
    ),
    Past(
        key="w5-school",
        weeks=5,
        weekday=WED,
        at="14:30",
        text="Year 3 came to see how bread is made. Best question of the morning: does the dough know that it is "
        "going to be eaten?",
        talks=(
            Talk(
                who=KEMI,
                lines=(
                    said("That was one of mine, I’m fairly sure. Thank you for having them.", 55),
                    said("They were lovely. Four of them have asked for a job. We said: after breakfast.", 38),
                ),
            ),
        ),
    ),
    Past(
        key="w5-soup",
        weeks=5,
        weekday=THU,
        at="10:50",
        text="It’s soup weather. From today there is one pot a day at lunch, whatever the market had. Today: leek and "
        "potato, with the heel of a rye.",
        talks=(
            Talk(
                who=GRACE,
                lines=(
                    said("Is it done by half past twelve? I only have the short break.", 18),
                    said("From a quarter past twelve, Grace. Wave, and I’ll have it in a cup for you.", 21),
                    said("You’ve saved my Thursdays.", 90),
                ),
            ),
        ),
    ),
    Past(
        key="w5-market",
        weeks=5,
        weekday=SAT,
        at="07:25",
        account=STALL,
        text="Rain on the square, so the first hot bun goes to whoever helps us with the awning. So far it has gone "
        "to the same man three times.",
        talks=(
            Talk(
                who=TOM,
                lines=(
                    said("I regret nothing.", 33),
                    said("We noticed. Same time next week?", 9),
                    said("If it rains.", 5),
                ),
            ),
        ),
    ),
    Past(
        key="w5-choir",
        weeks=5,
        weekday=SUN,
        at="19:20",
        account=SARAH,
        text="First choir practice since spring. I came in one bar early, with great conviction, twice.",
    ),
    # Four weeks ago
    Past(
        key="w4-beer",
        weeks=4,
        weekday=TUE,
        at="11:30",
        text="The brewery on Weir Street gave us its spent grain, so there is beer bread on Tuesdays now. Dark, a "
        "little bitter, and very good with anything that melts.",
        talks=(
            Talk(
                who=SUNNYBANK,
                lines=(
                    said("We cook for a pub and this sounds like our kind of bread. Do you sell to kitchens?", 240),
                    said(
                        "Gladly, if we can keep up. Tell me how many a day and from when, and I’ll work it out.", 63
                    ),
                    said("I’ll count and come back to you.", 33),
                ),
            ),
        ),
    ),
    Past(
        key="w4-thanks",
        weeks=4,
        weekday=WED,
        at="15:15",
        text="Somebody paid for two breakfasts on Monday and asked us to give the second away. We did. It has been "
        "going round ever since, and today is the sixth one.",
        talks=(
            Talk(
                who=RUTA,
                lines=(
                    said("I was the third. I’d had a bad week, and then I hadn’t.", 62),
                    said(
                        "That’s the nicest thing anybody has told us this year. Come by, Ruta, I want to say so.", 17
                    ),
                    said("Now I’m smiling at my telephone. Ačiū.", 11),
                ),
            ),
        ),
    ),
    Past(
        key="w4-priya",
        weeks=4,
        weekday=THU,
        at="09:40",
        text="If your shop needs an order page that your grandmother could use: ours was made by @priya.nair@rehearsal, "
        "who first stood behind our counter for a morning to see what people ask.",
        talks=(
            Talk(
                who=PRIYA,
                lines=(
                    said("That morning taught me more than the brief did. Thank you.", 130),
                    said("The brief was mostly flour, to be fair.", 20),
                ),
            ),
        ),
    ),
    Past(
        key="w4-market",
        weeks=4,
        weekday=SAT,
        at="07:35",
        account=STALL,
        text="On the square with seeded, rye and the last plums of the year in a very flat cake. When it’s gone it’s "
        "gone until August.",
        talks=(
            Talk(
                who=JON,
                lines=(
                    said("Is ‘very flat’ a warning or an invitation?", 12),
                    said("An invitation. More plum for each bite.", 16),
                ),
            ),
        ),
    ),
    Past(
        key="w4-knee",
        weeks=4,
        weekday=SUN,
        at="17:10",
        account=SARAH,
        text="Walked up to the chapel with my sister. She is faster, I know more about mushrooms, so we arrived at "
        "the same time.",
    ),
    # Three weeks ago
    Past(
        key="w3-late",
        days=18,
        at="08:40",
        text="The eight o’clock bake came out at twenty past this morning. The oven sulked, and then so did we. If you "
        "had to leave without your bread, tell us, and it’s on the house next time.",
        talks=(
            Talk(
                who=TOM,
                lines=(
                    said("Mine wasn’t there either. I’ll come back at lunch, no harm done.", 30),
                    said("Sorry, Tom. It’s under the counter with your name on it, and there’s a bun with it.", 22),
                    said("No worries, see you next week.", 140),
                ),
            ),
            Talk(
                who=WALKS,
                lines=(
                    said("Lovely bread, shame about the queue at eight.", 75),
                    said(
                        "You’re right. We’ll open the second till at half past seven on Saturdays, from this one on.",
                        9,
                    ),
                    said("That was quick. Thank you.", 6),
                ),
            ),
        ),
    ),
    Past(
        key="w3-night",
        weeks=3,
        weekday=THU,
        at="13:20",
        text="What a rye does between four in the afternoon and four in the morning: nothing at all, very slowly. "
        "That’s the whole recipe. #baking",
        talks=(
            Talk(
                who=JON,
                lines=(
                    said("I do nothing very slowly every night and nothing rises.", 25),
                    said("You need more salt.", 8),
                    said("I’ll quote you on that.", 4),
                ),
            ),
            Talk(who=RUTA, lines=(said("My grandmother said the same, in fewer words.", 340),)),
        ),
    ),
    Past(
        key="w3-allergy",
        weeks=3,
        weekday=FRI,
        at="10:05",
        text="We’ve written down for every bread and bun what is in it and what it was baked next to. The folder lies "
        "by the till. Ask for it, nobody will sigh.",
        talks=(
            Talk(
                who=KEMI,
                lines=(
                    said("Thank you for this. You can’t imagine how seldom that is.", 48),
                    said("It took three evenings and a lot of labels. I’m glad it helps.", 35),
                ),
            ),
        ),
    ),
    Past(
        key="w3-market",
        weeks=3,
        weekday=SAT,
        at="07:30",
        account=STALL,
        text="On the square, second table from the fountain. The one with the queue is the cheese. We’re the ones with "
        "the bread to go under it.",
    ),
    # Two weeks ago
    Past(
        key="w2-stollen",
        weeks=2,
        weekday=TUE,
        at="11:45",
        text="The first stollen has to lie for three weeks before it’s any good. We have put a note on it that says "
        "so. The note is mainly for Dele.",
        talks=(
            Talk(
                who=MARTA,
                lines=(
                    said("My customers ask where I get mine. I pretend not to hear.", 51),
                    said("And I’ll pretend not to have read this. Six for you?", 13),
                    said("Eight. You’re a dear.", 7),
                ),
            ),
        ),
    ),
    Past(
        key="w2-oven",
        weeks=2,
        weekday=THU,
        at="09:30",
        text="The man who mends our oven is called Mr. Hart, is 71 and talks to it. He says it’s the thermostat, and "
        "that it isn’t personal.",
        talks=(
            Talk(
                who=GRACE,
                lines=(
                    said("Does he do boilers?", 40),
                    said("He does, and he’ll tell you about 1983. I’ll give you his number at the counter.", 19),
                ),
            ),
        ),
    ),
    Past(
        key="w2-fair",
        weeks=2,
        weekday=FRI,
        at="12:15",
        text="We bake for the school fair again: rolls, and gingerbread to be painted by people under ten. If you have "
        "brushes you don’t need, bring them in. #millbrook",
        talks=(
            Talk(
                who=KEMI,
                lines=(
                    said("You are stars. How many brushes do you have so far?", 33),
                    said("Eleven, and one that is really for walls. Ten more would do it.", 26),
                    said("I’ll send the twins round with a jar.", 14),
                ),
            ),
        ),
    ),
    Past(
        key="w2-market",
        weeks=2,
        weekday=SAT,
        at="07:40",
        account=STALL,
        text="Frost on the square, so we’ve brought the hot apple juice. Buns are under the blue cloth; lift it "
        "quickly and put it back.",
        talks=(
            Talk(
                who=WALKS,
                lines=(said("Best stop of the whole walk, and we had a castle on it.", 205),),
            ),
        ),
    ),
    Past(
        key="w2-dog",
        weeks=2,
        weekday=SUN,
        at="18:00",
        account=SARAH,
        text="The neighbours’ dog has stayed with us for two days and now thinks he lives here. So do the children.",
    ),
    # Last week
    Past(
        key="w1-seeds",
        weeks=1,
        weekday=TUE,
        at="13:10",
        text="What’s in the seeded: sunflower, pumpkin, linseed, a little sesame, and one seed that Dele won’t name. We "
        "know it’s fennel.",
        talks=(
            Talk(
                who=RUTA,
                lines=(
                    said("I knew it was fennel.", 36),
                    said("Everybody knew except our labels. Corrected this morning, thank you for the nudge.", 44),
                ),
            ),
        ),
    ),
    Past(
        key="w1-crusts",
        weeks=1,
        weekday=WED,
        at="15:40",
        text="Yesterday’s bread is half the price after four, and what’s left at six goes to the food bank on Bridge "
        "Street. If you know somebody who’d rather be asked than ask, tell us quietly.",
        talks=(
            Talk(
                who=GRACE,
                lines=(
                    said("I do know somebody. I’ll come by.", 21),
                    said("Come round the back, Grace, any day after four.", 12),
                ),
            ),
        ),
    ),
    Past(
        key="w1-marta",
        weeks=1,
        weekday=FRI,
        at="11:20",
        text="@marta.lindqvist@rehearsal opens her second café on Mill Lane. Eleven people work there already. Go and say "
        "hello, and have the cardamom bun, even if it isn’t ours.",
        talks=(
            Talk(
                who=MARTA,
                lines=(said("Doors are open! Come by when the ovens are off.", 215),),
                is_done=False,
            ),
        ),
    ),
    Past(
        key="w1-market",
        weeks=1,
        weekday=SAT,
        at="07:30",
        account=STALL,
        text="On the square until one, with a new thing: rye crackers, broken by hand and sold by weight. The small "
        "pieces are for trying.",
        talks=(
            Talk(
                who=JON,
                lines=(
                    said("I have tried eleven small pieces and need more data.", 48),
                    said("Science thanks you. The bag is £3.", 7),
                ),
            ),
        ),
    ),
    # These days
    Past(
        key="d4-starter",
        days=4,
        at="10:30",
        text="Our rye starter turned six this week. It has outlived two cars and one marriage in this house, and it "
        "only asks for flour and a warm corner.",
        talks=(
            Talk(
                who=JON,
                lines=(fresh("Is the rye starter for sale yet or still a secret?", 760),),
                is_done=False,
            ),
        ),
    ),
    Past(
        key="d2-orders",
        days=2,
        at="09:00",
        text="Christmas orders are open. Stollen, rye and the big panettone, to be collected on the 23rd or the 24th. "
        "Tell us at the counter or on the order page.",
        talks=(
            Talk(
                who=TOM,
                lines=(
                    fresh(
                        "Third time this month my order wasn’t ready when you said it would be. I drove in specially. "
                        "Not sure I’ll bother again.",
                        42,
                    ),
                ),
                is_done=False,
                asides=(
                    Aside(
                        by="Dele",
                        text="The 8 o’clock bake ran late on the {first}, the {second} and the {third}. New start time from "
                        "Monday is 5:30.",
                        ago=12,
                    ),
                ),
            ),
            Talk(
                who=GRACE,
                lines=(fresh("Same here, waited twenty minutes on Tuesday.", 20),),
                is_done=False,
            ),
            Talk(
                who=KEMI,
                lines=(fresh("Do you do anything without nuts? It’s for a school fair on Friday.", 180),),
                is_done=False,
            ),
            Talk(
                who=SUNNYBANK,
                lines=(fresh("I’ve counted. Could you supply twelve baguettes a day to a pub?", 1_620),),
                is_done=False,
            ),
        ),
    ),
    Past(
        key="d1-rye",
        days=1,
        at="11:50",
        text="A rye that was forgotten in the oven for eight minutes turned out to be the best one of the year. We have "
        "written down the eight minutes.",
        talks=(
            Talk(
                who=RUTA,
                lines=(
                    said("Found you through the town page. Best rye I’ve had since Vilnius.", 95),
                    said("Coming from you that counts double. Thank you, Ruta. It’s the eight minutes.", 40),
                ),
            ),
        ),
    ),
)

COMING: tuple[Coming, ...] = (
    Coming(
        key="c1-ovens",
        days=1,
        at="11:40",
        text="On Sunday we bake in Marta’s ovens, because ours can’t hold what the school fair needs: forty rye loaves "
        "and a tray of gingerbread with nothing on it yet.",
    ),
    Coming(
        key="c2-brushes",
        days=2,
        at="08:15",
        accounts=(BAKERY, STALL),
        text="We have nineteen brushes for the gingerbread and need one more. The person who brings it chooses the "
        "colour of the roof.",
    ),
    # Five days with nothing in them: the gap in the calendar.
    Coming(
        key="c3-hart",
        days=8,
        at="09:20",
        text="Mr. Hart has been, the thermostat is new, and the eight o’clock bake starts at half past five from now "
        "on. If yours is late again, I want to hear it from you first.",
    ),
    Coming(
        key="c4-market",
        days=9,
        at="07:30",
        accounts=(STALL,),
        text="On the square until one. Rye crackers, seeded, and the first stollen that Dele has let lie for three "
        "whole weeks.",
    ),
    Coming(
        key="c5-recipe",
        days=11,
        at="13:00",
        text="You’ve asked for it since spring, so this {day} we write down the leek soup. Bring a jar and we’ll put "
        "the heel of a rye in with it.",
    ),
)

WISHED: tuple[Wished, ...] = (
    Wished(
        key="w1-buns",
        days=2,
        at="16:30",
        ago=95,
        words="She brings them at three. May I let this go at half past four?",
        text="Marta sends a tray of her cardamom buns over this {day}, and it stands on our counter until it is empty. "
        "Hers are better than ours, and we have stopped pretending otherwise. Two each, so that the school run gets some.",
        remarks=(
            Remark(
                on="Hers are better than ours, and we have stopped pretending otherwise.",
                text="She will frame this. Does she know that we say it?",
                ago=82,
                answer="I asked her on the phone. She wants it in larger letters.",
                answer_ago=71,
            ),
        ),
    ),
    Wished(
        key="w2-ten",
        days=10,
        at="08:40",
        ago=26 * 60,
        words="Is that what the new thermostat lets us do?",
        text="From this {day} on there are twelve more ryes on the shelf, because for three weeks running the last "
        "one was gone before noon. If you want yours sliced, say so when you come in.",
        changed=("twelve more ryes", "ten more ryes"),
        answer_ago=22 * 60,
    ),
)

DRAFTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "draft-starter",
        "Yes, you can have some of the starter. No, it isn’t for sale. Bring a jar on a Tuesday and promise to",
        (BAKERY,),
    ),
    (
        "draft-dele",
        "Dele took the picture of the rye that hangs over the counter now. I have never thanked him for it here, so",
        (BAKERY, SARAH),
    ),
)
