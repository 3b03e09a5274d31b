"""Language codes as TMX wants them (BCP 47), and as other programs write them."""

import re
from functools import lru_cache

# RFC 5646, section 2.1, without primary subtags of four letters and more: none was ever given out.
_WELL_FORMED = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(-[0-9a-wyz](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?|x(-[a-z0-9]{1,8})+|i-[a-z]{3,8}",
    re.IGNORECASE | re.ASCII,
)
# ISO 639-2 to 639-1, with the bibliographic codes, and the macrolanguages' main members (CLDR).
_PAIRS = """
aar=aa abk=ab afr=af aka=ak alb=sq amh=am ara=ar arb=ar arg=an arm=hy asm=as ava=av ave=ae aym=ay
aze=az azj=az bak=ba bam=bm baq=eu bel=be ben=bn bis=bi bod=bo bos=bs bre=br bul=bg bur=my cat=ca
ces=cs cha=ch che=ce chi=zh chu=cu chv=cv cmn=zh cor=kw cos=co cre=cr cym=cy cze=cs dan=da deu=de
div=dv dut=nl dzo=dz ekk=et ell=el eng=en epo=eo est=et eus=eu ewe=ee fao=fo fas=fa fij=fj fin=fi
fra=fr fre=fr fry=fy ful=ff geo=ka ger=de gla=gd gle=ga glg=gl glv=gv gre=el grn=gn guj=gu hat=ht
hau=ha heb=he her=hz hin=hi hmo=ho hrv=hr hun=hu hye=hy ibo=ig ice=is ido=io iii=ii iku=iu ile=ie
ina=ia ind=id ipk=ik isl=is ita=it jav=jv jpn=ja kal=kl kan=kn kas=ks kat=ka kau=kr kaz=kk khk=mn
khm=km kik=ki kin=rw kir=ky kom=kv kon=kg kor=ko kua=kj kur=ku lao=lo lat=la lav=lv lim=li lin=ln
lit=lt ltz=lb lub=lu lug=lg lvs=lv mac=mk mah=mh mal=ml mao=mi mar=mr may=ms mkd=mk mlg=mg mlt=mt
mon=mn mri=mi msa=ms mya=my nau=na nav=nv nbl=nr nde=nd ndo=ng nep=ne nld=nl nno=nn nob=nb nor=no
npi=ne nya=ny oci=oc oji=oj ori=or orm=om ory=or oss=os pan=pa per=fa pes=fa pli=pi plt=mg pol=pl
por=pt pus=ps que=qu roh=rm ron=ro rum=ro run=rn rus=ru sag=sg san=sa sin=si slk=sk slo=sk slv=sl
sme=se smo=sm sna=sn snd=sd som=so sot=st spa=es sqi=sq srd=sc srp=sr ssw=ss sun=su swa=sw swe=sv
swh=sw tah=ty tam=ta tat=tt tel=te tgk=tg tgl=tl tha=th tib=bo tir=ti ton=to tsn=tn tso=ts tuk=tk
tur=tr twi=tw uig=ug ukr=uk urd=ur uzb=uz uzn=uz ven=ve vie=vi vol=vo wel=cy wln=wa wol=wo xho=xh
yid=yi yor=yo zha=za zho=zh zsm=ms zul=zu
"""
_TWO_LETTERS = dict(pair.split("=") for pair in _PAIRS.split())
_NAMES = {"english": "en", "arabic": "ar"}
# A letter of the script in which a language is written; languages with several are left out.
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_ARABIC = "\u0620-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_LETTERS = {
    "ar fa ur ps ug ckb": _ARABIC,
    "en fr de es it pt nl sv da fi nb nn no pl cs sk hu ro tr id ca": _LATIN,
    "ru uk bg be mk": "\u0400-\u052f",
    "he yi": "\u05d0-\u05f2",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
}
_remembered = lru_cache(maxsize=1024)  # a file has few codes, on every unit
SCRIPTS: dict[str, re.Pattern[str]] = {
    language: re.compile(f"[{letters}]")
    for languages, letters in _LETTERS.items()
    for language in languages.split()
}


@_remembered
def is_well_formed(code: str) -> bool:
    """Tell whether `code` is a well-formed language tag (RFC 5646), in upper or lower case."""
    return _WELL_FORMED.fullmatch(code) is not None


def two_letters(code: str) -> str:
    """Return the two-letter code that stands for the three letters `code` begins with, or ""."""
    return _TWO_LETTERS.get(primary(code), "")


@_remembered
def primary(code: str) -> str:
    """Return the language alone, in lower case: "ar" of "ar_EG"."""
    return re.split("[-_]", code.strip(), maxsplit=1)[0].lower()


@_remembered
def language(code: str) -> str:
    """Return the language alone, of two letters where there are: "ar" of "ara-EG"."""
    return two_letters(code) or primary(code)


@_remembered
def key(code: str) -> str:
    """Return what tells whether two codes are the same: case and underscores do not matter."""
    return code.strip().lower().replace("_", "-")


def repaired(code: str, *, plain: bool = False) -> str:
    """Return `code` as a well-formed tag in its usual case, "" where it cannot be guessed.

    "en_US" becomes "en-US", "ara" "ar", "English" "en"; with `plain` region and script go too.
    """
    code = key(code).split(".")[0]  # en_US.UTF-8
    code = _NAMES.get(code, code)
    if not is_well_formed(code):
        return ""
    first, *rest = code.split("-")
    if first in ("x", "i"):
        return code
    first = _TWO_LETTERS.get(first, first)
    if plain:
        return first
    private = False
    tag = [first]
    for subtag in rest:
        private = private or len(subtag) == 1
        if private:
            tag.append(subtag)
        elif len(subtag) == 4 and subtag.isalpha():
            tag.append(subtag.title())
        else:
            tag.append(subtag.upper() if len(subtag) == 2 else subtag)
    return "-".join(tag)
