"""The names and counted things of the generated archive, in both languages; all of it is invented.

Places are made of two parts. After a number in figures an Arabic noun takes one of three forms: of
many (11 to 99), of hundreds (100, 200, …), of few (3 to 10); the last two figures decide.
"""

PLACE_FIRST = (
    ("Ain", "عين"), ("Wadi", "وادي"), ("Tell", "تل"), ("Marj", "مرج"), ("Deir", "دير"),
    ("Bir", "بئر"), ("Kafr", "كفر"), ("Qasr", "قصر"), ("Khirbet", "خربة"), ("Mina", "مينا"),
)  # fmt: skip
PLACE_SECOND = (
    ("Zahran", "زهران"), ("Salman", "سلمان"), ("Hilal", "هلال"), ("Rumman", "رمان"),
    ("Samir", "سمير"), ("Safsaf", "صفصاف"), ("Murad", "مراد"), ("Nasrin", "نسرين"),
    ("Shahin", "شاهين"), ("Barakat", "بركات"), ("Marwan", "مروان"), ("Haddad", "حداد"),
    ("Qandil", "قنديل"), ("Zaytun", "زيتون"), ("Sindyan", "سنديان"), ("Hamdan", "حمدان"),
    ("Ghazal", "غزال"), ("Sultan", "سلطان"), ("Bustan", "بستان"), ("Rihan", "ريحان"),
    ("Firas", "فراس"), ("Shams", "شمس"), ("Najm", "نجم"), ("Tarfa", "طرفة"),
)  # fmt: skip
MEN = (
    ("Ahmad", "أحمد"), ("Karim", "كريم"), ("Samir", "سمير"), ("Mahmoud", "محمود"),
    ("Tariq", "طارق"), ("Khaled", "خالد"), ("Yusuf", "يوسف"), ("Marwan", "مروان"),
    ("Nabil", "نبيل"), ("Faris", "فارس"), ("Ibrahim", "إبراهيم"), ("Bassam", "بسام"),
    ("Rashid", "رشيد"), ("Salim", "سليم"), ("Adnan", "عدنان"), ("Ghassan", "غسان"),
    ("Munir", "منير"), ("Jamal", "جمال"), ("Daniel", "دانيال"), ("Thomas", "توماس"),
)  # fmt: skip
WOMEN = (
    ("Maryam", "مريم"), ("Salma", "سلمى"), ("Rania", "رانيا"), ("Nadia", "نادية"),
    ("Samira", "سميرة"), ("Farida", "فريدة"), ("Zaynab", "زينب"), ("Karima", "كريمة"),
    ("Ruqayya", "رقية"), ("Hanan", "حنان"), ("Yasmin", "ياسمين"), ("Amal", "أمل"),
    ("Julia", "جوليا"), ("Khadija", "خديجة"), ("Suha", "سهى"), ("Dalal", "دلال"),
)  # fmt: skip
FAMILIES = (
    ("Mansour", "منصور"), ("Haddad", "حداد"), ("Barakat", "بركات"), ("Shahin", "شاهين"),
    ("Qasim", "قاسم"), ("Darwish", "درويش"), ("Khalil", "خليل"), ("Nasser", "ناصر"),
    ("Tahan", "طحان"), ("Sabbagh", "صباغ"), ("Rifai", "رفاعي"), ("Murad", "مراد"),
    ("Bitar", "بيطار"), ("Zaydan", "زيدان"), ("Hamdan", "حمدان"), ("Salameh", "سلامة"),
    ("Najjar", "نجار"), ("Fakhoury", "فاخوري"), ("Sharif", "شريف"), ("Masri", "مصري"),
    ("Jabbour", "جبور"), ("Kattan", "قطان"), ("Rustum", "رستم"), ("Sultan", "سلطان"),
    ("Bishara", "بشارة"), ("Dabbas", "دباس"), ("Farhat", "فرحات"), ("Ghanem", "غانم"),
    ("Hilmi", "حلمي"), ("Karam", "كرم"), ("Ladkani", "لادقاني"), ("Mardini", "مارديني"),
    ("Nimr", "نمر"), ("Qabbani", "قباني"), ("Sarraf", "صراف"), ("Tamimi", "تميمي"),
    ("Wazzan", "وزان"), ("Yaziji", "يازجي"), ("Zakaria", "زكريا"), ("Brennan", "برينان"),
    ("Kowalski", "كوفالسكي"), ("Lindqvist", "ليندكفيست"), ("Marchetti", "ماركيتي"),
)  # fmt: skip
ROLES = (
    ("mayor of {town}", "رئيس بلدية {town}", "رئيسة بلدية {town}"),
    ("head of the local council", "رئيس المجلس المحلي", "رئيسة المجلس المحلي"),
    ("an engineer on the project", "المهندس في المشروع", "المهندسة في المشروع"),
    ("a resident of {other}", "أحد سكان {other}", "إحدى سكان {other}"),
    ("a lecturer at the university", "المحاضر في الجامعة", "المحاضرة في الجامعة"),
    ("director of the relief office", "مدير مكتب الإغاثة", "مديرة مكتب الإغاثة"),
    ("spokesperson for the ministry", "الناطق باسم الوزارة", "الناطقة باسم الوزارة"),
    ("a volunteer from {other}", "متطوع من {other}", "متطوعة من {other}"),
    ("secretary of the trade union", "أمين سر النقابة", "أمينة سر النقابة"),
    ("a legal adviser", "المستشار القانوني", "المستشارة القانونية"),
)
ORGANISATIONS = (
    ("the Rivers Foundation", "مؤسسة الأنهار"),
    ("the Harbour Committee", "لجنة المرفأ"),
    ("the Chamber of Trade", "غرفة التجارة"),
    ("the Cedar Association", "جمعية الأرز"),
    ("the Rural Health Agency", "وكالة الصحة الريفية"),
    ("the Statistics Authority", "هيئة الإحصاء"),
    ("the Olive Growers' Union", "رابطة مزارعي الزيتون"),
    ("the Horizon Network (HZN)", "شبكة الأفق (HZN)"),
    ("the Open Doors Initiative", "مبادرة الأبواب المفتوحة"),
    ("the Midan Research Group (MRG)", "مجموعة ميدان البحثية (MRG)"),
)
"""Their Arabic names are feminine, so that one form of the verb fits all."""

COUNTED = {
    "houses": ("houses", "منزلاً", "منزل", "منازل"),
    "families": ("families", "عائلة", "عائلة", "عائلات"),
    "pupils": ("pupils", "تلميذاً", "تلميذ", "تلاميذ"),
    "farmers": ("farmers", "مزارعاً", "مزارع", "مزارعين"),
    "tonnes": ("tonnes", "طناً", "طن", "أطنان"),
    "workers": ("workers", "عاملاً", "عامل", "عمال"),
    "books": ("books", "كتاباً", "كتاب", "كتب"),
    "trees": ("trees", "شجرة", "شجرة", "أشجار"),
    "patients": ("patients", "مريضاً", "مريض", "مرضى"),
    "boats": ("boats", "قارباً", "قارب", "قوارب"),
    "shops": ("shops", "متجراً", "متجر", "متاجر"),
    "lorries": ("lorries", "شاحنة", "شاحنة", "شاحنات"),
    "visitors": ("visitors", "زائراً", "زائر", "زوار"),
    "kilometres": ("kilometres", "كيلومتراً", "كيلومتر", "كيلومترات"),
    "cases": ("cases", "قضية", "قضية", "قضايا"),
    "pieces": ("pieces", "قطعة", "قطعة", "قطع"),
    "beds": ("beds", "سريراً", "سرير", "أسرّة"),
    "teachers": ("teachers", "معلماً", "معلم", "معلمين"),
    "days": ("days", "يوماً", "يوم", "أيام"),
    "matches": ("matches", "مباراة", "مباراة", "مباريات"),
    "fans": ("fans", "مشجعاً", "مشجع", "مشجعين"),
    "wells": ("wells", "بئراً", "بئر", "آبار"),
    "classrooms": ("classrooms", "صفاً", "صف", "صفوف"),
    "pages": ("pages", "صفحة", "صفحة", "صفحات"),
}
CHOICES = {
    "when": (
        ("last week", "الأسبوع الماضي"),
        ("last month", "الشهر الماضي"),
        ("at the beginning of the year", "مطلع العام"),
        ("two days ago", "قبل يومين"),
        ("after the holiday", "بعد العيد"),
    ),
    "cause": (
        ("the drought", "الجفاف"),
        ("the flood", "الفيضان"),
        ("the shortage of fuel", "شح الوقود"),
        ("the storm", "العاصفة"),
        ("the rise in prices", "ارتفاع الأسعار"),
        ("the long winter", "الشتاء الطويل"),
        ("the earthquake", "الزلزال"),
    ),
    "mood": (
        ("a good sign", "إشارة جيدة"),
        ("a small step", "خطوة صغيرة"),
        ("long overdue", "أمر تأخر كثيراً"),
        ("not enough", "أمر غير كافٍ"),
        ("what people had asked for", "ما طالب به الناس"),
    ),
    "place": (
        ("in the market square", "في ساحة السوق"),
        ("in front of the town hall", "أمام مبنى البلدية"),
        ("at the old railway station", "في محطة القطار القديمة"),
        ("near the bridge", "قرب الجسر"),
        ("in the sports hall", "في الصالة الرياضية"),
    ),
}
WEEKDAYS = (
    ("Monday", "الاثنين"), ("Tuesday", "الثلاثاء"), ("Wednesday", "الأربعاء"),
    ("Thursday", "الخميس"), ("Friday", "الجمعة"), ("Saturday", "السبت"), ("Sunday", "الأحد"),
)  # fmt: skip
MONTHS = (
    ("January", "كانون الثاني/يناير"), ("February", "شباط/فبراير"), ("March", "آذار/مارس"),
    ("April", "نيسان/أبريل"), ("May", "أيار/مايو"), ("June", "حزيران/يونيو"),
    ("July", "تموز/يوليو"), ("August", "آب/أغسطس"), ("September", "أيلول/سبتمبر"),
    ("October", "تشرين الأول/أكتوبر"), ("November", "تشرين الثاني/نوفمبر"),
    ("December", "كانون الأول/ديسمبر"),
)  # fmt: skip
