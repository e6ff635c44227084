"""What teams write over the columns of a sheet, in English and German, and what it means.

Phrases are lists of lower-case words; the longest that fits is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Phrase = tuple[str, ...]


def _phrases(words: Mapping[str, str]) -> dict[Phrase, str]:
    """Give meaning by phrase from phrases by meaning, separated by commas."""
    return {
        tuple(phrase.split()): meaning
        for meaning, listed in words.items()
        for phrase in listed.split(",")
    }


# Columns of arms that stand in one cell together: `12.3 (4.5)`, `5/30`, `5 (17%)`.
COMBINED: Mapping[str, tuple[str, ...]] = {
    "mean_sd": ("mean", "sd"),
    "mean_se": ("mean", "se"),
    "mean_ci": ("mean", "ci_low", "ci_high"),
    "median_iqr": ("median", "q1", "q3"),
    "median_range": ("median", "min", "max"),
    "events_n": ("events", "n"),
    "events_percent": ("events",),
    "ci": ("ci_low", "ci_high"),
    "iqr": ("q1", "q3"),
    "estimate_ci": ("estimate", "ci_low", "ci_high"),
    "estimate_se": ("estimate", "se"),
}
# Those of an effect, which no arm has.
OF_EFFECTS = frozenset({"estimate_ci", "estimate_se"})
STATISTICS = _phrases(
    {
        "n": "n,total,total n,sample size,no of participants,no of patients,number of participants,"
        "number of patients,number analysed,number analyzed,n analysed,n analyzed,participants,"
        "patients,anzahl,stichprobe,fallzahl,stichprobengröße,stichprobengrösse,teilnehmer,"
        "teilnehmende,probanden,patienten,anzahl patienten,anzahl teilnehmer,n ausgewertet",
        "mean": "mean,m,mw,mittelwert,average,avg,mean value,arithmetisches mittel",
        "sd": "sd,sa,std,stdev,std dev,st dev,standard deviation,standardabweichung,stabw,s d,"
        "std abw,std deviation,streuung",
        "se": "se,sem,standard error,standardfehler,std error,s e,se mean,std err",
        "ci_low": "ci low,ci lower,lower ci,low ci,lcl,ll,ci l,ci lb,lower limit,lower bound,"
        "95 % ci low,95 % ci lower,lower 95 % ci,lower 95 ci,95 ci lower,95 ci low,ci from,cil,lci,"
        "ki unten,ki untere grenze,ki untergrenze,untere grenze,untergrenze,95 % ki unten,"
        "95 % ki untere grenze,ki ug,ki von,95 % ci from",
        "ci_high": "ci high,ci upper,upper ci,high ci,ucl,ul,ci u,ci ub,upper limit,upper bound,"
        "95 % ci high,95 % ci upper,upper 95 % ci,upper 95 ci,95 ci upper,95 ci high,ci to,ciu,uci,"
        "ki oben,ki obere grenze,ki obergrenze,obere grenze,obergrenze,95 % ki oben,"
        "95 % ki obere grenze,ki og,ki bis,95 % ci to",
        "median": "median,mdn,med",
        "q1": "q1,1st quartile,first quartile,lower quartile,25th percentile,p25,25 %,iqr low,"
        "iqr lower,q25,1 quartil,unteres quartil",
        "q3": "q3,3rd quartile,third quartile,upper quartile,75th percentile,p75,75 %,iqr high,"
        "iqr upper,q75,3 quartil,oberes quartil",
        "min": "min,minimum",
        "max": "max,maximum",
        "events": "events,event,n events,no of events,number of events,ereignisse,ereignis,"
        "anzahl ereignisse,n ereignisse,n with event,number with event,n event,cases,events n,"
        "ereignisse n,ev,evt,evts,n evt,no events,total events,event count,episodes,"
        "anzahl ereignis",
        "time_at_risk": "time at risk,person time,person years,person months,person weeks,"
        "person days,personenjahre,personenmonate,personenzeit,patient years,patientenjahre,"
        "person year,person month,person week,person day,person hours,persontime,personyears,"
        "person yrs,pyrs,pyears,pyr,py,pys,pyar,pt,ptime,patient time,patient months,"
        "patient weeks,patient days,patient year,patient day,subject years,catheter days,"
        "device days,ventilator days,bed days,years at risk,days at risk,months at risk,"
        "person time at risk,person years at risk,person days at risk,patient years at risk,"
        "person years of follow up,patient years of follow up,follow up person years,"
        "years of follow up,follow up time,followup time,fu time,follow up years,total time,"
        "exposure,exposure time,total exposure,time exposed,time,"
        "patientenmonate,patiententage,personentage,personenwochen,patientenzeit,"
        "beobachtungszeit,expositionszeit,risikozeit,nachbeobachtungszeit",
        "cluster_size": "cluster size,mean cluster size,clustergröße,clustergrösse",
        "icc": "icc",
        "mean_sd": "mean sd,m sd,mw sd,mw sa,m sa,mittelwert sd,mittelwert sa,mean std,"
        "mean standard deviation,mittelwert standardabweichung",
        "mean_se": "mean se,mean sem,m se,mw se",
        "mean_ci": "mean ci,mean confidence interval,mw ki,mittelwert ki,mean konfidenzintervall",
        "median_iqr": "median iqr,median q1 q3,median interquartile range,median 25 % 75 %,mdn iqr",
        "median_range": "median range,median min max,median spannweite",
        "events_percent": "n %,events %,ereignisse %",
        "ci": "ci,95 % ci,95 ci,confidence interval,95 % confidence interval,ki,95 % ki,"
        "konfidenzintervall",
        "iqr": "iqr,interquartile range,quartile",
    }
)
# Words that also stand in the names of outcomes: another statistic in the same name comes first.
WEAK_STATISTICS: frozenset[Phrase] = frozenset(
    (word,)
    for word in (
        *("total", "m", "min", "max", "cases", "participants", "patients", "event", "anzahl"),
        *("patienten", "average", "teilnehmer", "probanden", "minimum", "maximum", "ul", "ll"),
        *("quartile", "streuung", "time", "exposure", "pt", "ev", "episodes"),
    )
)
# Of a trial as a whole these say when something was measured, and of an arm the time at risk.
OF_ARMS_ALONE: frozenset[Phrase] = frozenset(
    tuple(phrase.split())
    for phrase in (
        *("time", "pt", "exposure", "exposure time", "total time", "follow up time", "fu time"),
        *("followup time", "follow up years", "expositionszeit", "nachbeobachtungszeit"),
        *("beobachtungszeit", "years of follow up"),
    )
)
# As metafor calls the columns of arms, where 1i or 2i follows: x1i events in t1i of n1i people.
METAFOR: Mapping[str, str] = {"x": "events", "t": "time_at_risk"}
METAFOR_ARMS = frozenset({"1i", "2i"})
ROLES = _phrases(
    {
        "intervention": "int,intervention,interv,ig,eg,exp,experimental,treatment,treat,tx,trt,"
        "treated,verum,active,intervention group,intervention arm,experimental group,"
        "experimental arm,treatment group,treatment arm,interventionsgruppe,experimentalgruppe,"
        "behandlungsgruppe,verumgruppe,treatmentgruppe,intv,tg,interventionsarm",
        "control": "ctrl,control,ctl,con,contr,cg,kg,vg,kontrolle,kontroll,comparator,comparison,"
        "control group,control arm,comparison group,comparator group,kontrollgruppe,kontrollarm,"
        "vergleichsgruppe,vergleich,placebo,pbo,plac,placebo group,placebogruppe,tau,cau,"
        "treatment as usual,care as usual,usual care,standard care,waitlist,wait list,waiting list,"
        "wl,wlc,warteliste,wartegruppe,sham,no treatment,active control,regelversorgung,"
        "übliche behandlung",
    }
)
WEAK_ROLES = {"e": "intervention", "i": "intervention", "c": "control", "k": "control"}
# Arms that are numbered: which of them is the control, no header says.
NUMBERED_ARMS = frozenset({"1", "2", "3", "4", "a", "b"})
BASELINE = frozenset(
    {
        *("pre", "baseline", "bl", "base", "t0", "prä", "prae", "vor", "vorher", "pretest"),
        *("pretreatment", "ausgangswert", "prätest", "pretreat"),
    }
)
TIMES = _phrases(
    {
        "post": "post,posttest,post test,posttreatment,post treatment,post intervention,"
        "postintervention,nachher,nach,end of treatment,end of intervention,eot,endpoint,final,"
        "end,behandlungsende,post treat",
        "follow-up": "follow up,followup,fu,fup,f u,katamnese,nachbeobachtung,follow",
    }
)
CHANGE = _phrases(
    {
        "change": "change,change from baseline,change score,delta,veränderung,diff,"
        "differenz zu baseline,chg,cfb,change scores,prä post differenz"
    }
)
# Words beside a role or statistic that say nothing themselves.
FILLERS = frozenset({"group", "gruppe", "arm", "of", "the", "in", "at", "der", "die", "von", "bei"})

# Who took part: means and counts of both arms that are no outcome.
# Words that would come apart into a role and a statistic: `all-cause` is not `CAU` and `SE`.
WHOLE = frozenset(
    {
        *("cause", "saint", "mint", "conn", "shammed", "meg", "mig", "neg"),
        *("kontrollen", "kontrollgruppen", "wartelisten"),
    }
)
PEOPLE = frozenset(
    {
        *("age", "mean age", "alter", "female", "females", "women", "weiblich", "frauen", "male"),
        *("males", "men", "männlich", "männer", "sex", "gender", "geschlecht", "education"),
        *("bildung", "bmi", "height", "years of education", "randomised", "randomized"),
    }
)
TRIAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "label": (
        *("study", "studie", "study id", "study name", "study label", "label", "trial"),
        *("trial name", "author year", "autor jahr", "first author", "author", "authors"),
        *("study author", "erstautor", "autor", "autoren", "autor in", "referenz", "reference"),
        *("author s", "study author year", "studienname", "name", "trial id", "id", "slab"),
        *("author year of publication", "study reference", "citation"),
    ),
    "year": (
        *(
            "year",
            "jahr",
            "publication year",
            "year of publication",
            "publikationsjahr",
            "pub year",
        ),
        *("published year", "erscheinungsjahr", "publ year"),
    ),
    "citation": (
        "citation",
        "full citation",
        "reference",
        "literatur",
        "full ref",
        "zitat",
        "title",
    ),
    "doi": ("doi",),
    "registration": (
        *("registration", "trial registration", "registration number", "nct", "nct number"),
        *("registernummer", "registrierung", "trial register number"),
    ),
    "country": ("country", "land", "country of study", "location"),
    "design": ("design", "study design", "studiendesign"),
    "n_randomised": (
        *("n randomised", "n randomized", "randomised", "randomized", "n randomisiert"),
        *("randomisiert", "number randomised", "number randomized", "total randomised"),
    ),
    "population": ("population", "study population", "studienpopulation"),
    "category": ("category", "kategorie", "intervention type", "type of intervention"),
    "delivery": ("delivery", "mode of delivery", "delivery mode"),
    "comparator": ("comparator", "control condition", "kontrollbedingung", "type of control"),
    "status": ("status",),
    "status_reason": ("status reason", "reason for status"),
    "funding": ("funding", "finanzierung", "sponsor", "funder"),
    "notes": (
        *("notes", "note", "comment", "comments", "bemerkung", "bemerkungen", "anmerkung"),
        *("anmerkungen", "kommentar", "kommentare", "remarks"),
    ),
    "completed": ("completed", "completion date"),
    "date_added": ("date added",),
    "search_id": ("search id",),
}
ROW_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "outcome": ("outcome", "outcomes", "endpoint", "endpunkt", "zielgröße", "zielgrösse",
                "outcome name", "zielkriterium", "outcome domain"),
    "timepoint": ("time", "timepoint", "time point", "zeitpunkt", "messzeitpunkt", "assessment",
                  "follow up", "assessment time", "time of assessment"),
    "instrument": ("instrument", "scale", "skala", "fragebogen", "questionnaire", "messinstrument",
                   "outcome measure", "measure", "measurement", "tool", "instrument scale"),
    "weeks": ("weeks", "wochen", "timepoint weeks", "time point weeks", "zeitpunkt wochen",
              "assessment weeks", "time weeks", "follow up weeks", "weeks from randomisation",
              "time in weeks", "week", "woche"),
    "stratum": ("stratum", "subgroup", "subgruppe"),
    "arm": ("arm", "group", "gruppe", "condition", "bedingung", "studienarm", "study arm"),
    "role": ("role", "rolle"),
    "score": ("score",),
}  # fmt: skip


def lookup(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Give what a name means by its words; the first of two meanings holds."""
    found: dict[str, str] = {}
    for meaning, names in words.items():
        for name in names:
            found.setdefault(name, meaning)
    return found
