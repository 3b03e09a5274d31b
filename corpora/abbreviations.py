"""Lists the sentence splitter reads: abbreviations, sentence starters and verbs of saying.

Collected by hand from newspaper and legal usage. Matching is case-sensitive: "Sat." is a day,
"sat." is a verb. Arabic entries carry no vowel marks and no tatweel.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A stop after these never ends a sentence.
TITLES = _words(
    """Mr Mrs Ms Mx Mses Messrs Mme Mmes Mlle Dr Drs Prof Profs Sen Sens Rep Reps Gov Govs Gen Gens
    Lt Lieut Col Cols Maj Capt Cpt Sgt Sgts Cpl Pvt Pfc Spc Brig Cmdr Cdr Comdr Adm Ens Hon Rev
    Revd Msgr Pres Supt Insp Det Amb Atty Asst Ald Fr Br Rt vs v viz cf e.g i.e eg ie"""
)

# A stop after these is part of a reference where a number follows, and ends a sentence elsewhere.
NUMBERED = _words(
    """No Nos no nos Fig Figs fig figs Vol Vols vol vols Art Arts Sec Secs Ch ch Chap chap Para
    Paras para paras p pp P c ca Ca b d n r ed Eq Eqs Ref Refs Cl cl Reg Regs Sect Pt pt Tab Ex §
    Rs Dh Dhs
    ver Ver approx Approx tel Tel ext max min ft lb lbs oz hr hrs yd yds
    Psalm Lev Deut Matt Jn Lk Mk Rom Cor Heb"""
)

# A stop after these ends a sentence only before a word that starts sentences.
SOMETIMES = _words(
    """Inc Ltd Co Cos Corp Bros LLC Plc plc Pty Pte Bhd Sdn Cie Mfg Intl Natl Assn Assoc Dept
    Div Univ Inst Soc Bldg Est Jr Sr Esq Ret al dept univ
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat
    St Ste Mt Mts Ft Ave Blvd Rd Ln Sq Hwy Pkwy Apt Rte
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Md Mass Mich Minn Miss Mo Mont
    Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wisc Wyo Ont Que Alta Sask
    Ph.D B.Sc M.Sc D.Phil Ed.D Psy.D Pharm.D LL.B LL.M Litt.D Op op Ibid ibid Mgr Yahoo Jeopardy"""
)

# Words that start a sentence more often than they stand, with a capital, inside a name.
STARTERS = _words(
    """A About Above According Across After Afterwards Again Against All Almost Alone Along Already
    Also Although Altogether Am Amid Among An Analysts And Another Any Anyone Apart Are Around As At
    Authorities Because Before Behind Being Below Beside Besides Between Beyond Both But By Can
    Could Critics Despite Did Do Does Don During Each Earlier Either Elsewhere Even Eventually Ever
    Every Everyone Everything Experts Few Finally First For Former From Further Furthermore Had Has
    Have Having He Hence Her Here His How However I If In Indeed Inside Instead Investors Is It Its
    Just Last Later Let Like Likewise Many Maybe Me Meanwhile More Moreover Most Mr Mrs Ms Much My
    Nearly Neither Never Nevertheless Next No Nobody None Nonetheless Nor Not Nothing Now Of
    Officials Often On Once One Only Or Other Others Otherwise Our Outside Over Overall Perhaps
    Please Police Previously Rather Recently Researchers Residents Scientists Separately Several
    Shares She Should Similarly Since So Some Someone Sometimes Soon Still Such Suddenly Than
    Thank Thanks That The Their Them Then There Thereafter Therefore These They This Those Though
    Through Throughout Thus To Today Together Tomorrow Tonight Too Toward Towards Two Under Unless
    Unlike Until Upon Using Was We Well Were What Whatever When Whenever Where Whereas Wherever
    Whether Which While Who Whoever Whose Why Will With Within Without Witnesses Would Yes Yesterday
    Yet You Your"""
)

# These open a sentence of their own after "Why?", not a speech tag ("Why?" Smith asked).
NO_SPEAKERS = STARTERS - _words("I Mr Mrs Ms")

# After a single initial only these: "He", "You", "An" and "In" are family names too.
AFTER_INITIAL = STARTERS - _words(
    "A An He Her I In Do Had Has Let Like Ms Mr Mrs No On So To You We"
)

# Words that go on after "5 p.m.", with a capital.
AFTER_TIME = _words(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June
    July August September October November December Jan Feb Mar Apr Aug Sept Oct Nov Dec Mon Tue
    Tues Wed Thu Thurs Fri Sat Sun Eastern Central Mountain Pacific Greenwich"""
)

# Verbs after "Why?" Smith …: what follows the quotation is who said it.
SAYING = """said|says|asked|asks|added|adds|replied|wrote|writes|told|tweeted|posted|continued
 |explained|joked|reported|answered|shouted|cried|exclaimed|whispered|wondered|demanded|recalled
 |insisted|declared|remarked|muttered|quipped|inquired|enquired"""

# Arabic: a stop after these never ends a sentence (titles, parts of a reference).
ARABIC_TITLES = _words(
    "د أ م ص س ج ط ع ت ب ر ش ق ف ن ك ل ح خ ه و ي ا ث ذ ز ض ظ غ إ آ ء أد ود وأ وم مج تر تح بروف"
)

# Arabic: units and "and so on"; a stop after these ends a sentence, unless what follows belongs
# to the same phrase (15 كم. من الحدود).
ARABIC_UNITS = _words("كم سم مم ملم كلم كغ كغم كجم غم ملغ مل إلخ الخ وإلخ والخ")

# Arabic words that go on with the phrase before them.
ARABIC_CONTINUING = """من|في|على|إلى|الى|عن|حتى|وحتى|وإلى|بين|تحت|فوق|داخل|خارج|عند|مع|أو|أي|وال\\w+
 |بتوقيت|وفق|وفقا|بحسب|حسب|مربع|مربعا|مكعب|تقريبا|شمال\\w*|جنوب\\w*|شرق\\w*|غرب\\w*|لل\\w+|بال\\w+"""

# Latin letters by their Arabic names (جورج دبليو. بوش): a stop after them never ends a sentence.
ARABIC_LETTER_NAMES = _words("دبليو جيه كيه إتش اتش إف كيو إكس إيه ايه أيه")

# The same, but these are words as well ("بي" is "with me"): initials only beside another letter.
ARABIC_LETTER_WORDS = _words(
    "بي سي دي أف اف جي آي أي جاي كي إل ال إم أم ام إن أن ان أو آر إس أس اس تي يو واي زد في"
)

# What a lone letter at the end of a sentence may belong to: "vitamin D." is no initial.
LETTERED = _words(
    """vitamin vitamins Vitamin letter grade group class type plan category hepatitis section part
    option appendix exhibit schedule schedule level tier league Group Class Type Plan Category
    Section Part Option Appendix Exhibit Schedule Hepatitis Serie"""
)
ARABIC_LETTERED = _words(
    """فيتامين وفيتامين الفيتامين بفيتامين الفئة فئة والفئة المجموعة مجموعة حرف الحرف بحرف نوع النوع
    ملحق الملحق مقعد المقعد الصف بروتين البروتين الخطة البند الفقرة الدرجة القسم"""
)

# Arabic words that open a sentence without "and" before them.
ARABIC_STARTERS = """كما|لكن|لكنه|لكنها|ثم|أما|هذا|هذه|ذلك|تلك|هو|هي|هم|نحن|هناك|هنا
 |قال|قالت|أضاف|أضافت|أوضح|أوضحت|أكد|أكدت|كان|كانت|يكون|يذكر|يشار|يقول|تقول|بينما|فيما
 |لا|لم|لن|ليس|ليست|قد|لقد|عندما|إذا|لو|يجب|ينبغي|تم|يتم|جاء|جاءت|بلغ|بلغت|يبلغ|تبلغ|يقع|تقع
 |فقد|فإن"""

# Words whose و is not "and", or is the "and" of a list or range.
ARABIC_NO_STARTERS = """وال\\w*|ولل\\w*|وسط|وفق|وفقا|وحدة|وزارة|وزير|وزيرة|وكالة|وكيل|واشنطن|ولاية
 |وادي|وسائل|وراء|وليد|وائل|وجه|وقت|وثيقة|ورشة|وفد|وحتى|وإلى|وصولا|ورقة|وباء|وضع|وطن|واحد|واحدة"""

# Arabic verbs and phrases that say whose words a quotation was, optionally after و or كما.
ARABIC_SAYING = """قال|قالت|قالوا|قلت|قلنا|يقول|تقول|يقولون|[أا]ضافت?|[يت]ضيف|تساءلت?|[يت]تساءل
 |س[أا]ل(?:ت|ه|ته|ها|تها|ني|وا)?|[يت]س[أا]ل|صرحت?|كتبت?|[يت]كتب|تابعت?|[يت]تابع|[أا]وضحت?|[أا]كدت?
 |[أا]جاب(?:ت|ه|ته|ها)?|[يت]جيب|ردت?|هتفت?|صاحت?|صرخت?|علقت?|همست?|حسبما|بحسب|حسب|وفقا|على\\ حد"""
