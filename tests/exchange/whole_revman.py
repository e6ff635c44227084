"""A RevMan 5 file that holds whatever the reader asks for, in either form in which it may stand."""

from __future__ import annotations

from sample_files import ANALYSES, BIAS, STUDIES, revman5

COVER = """
<COVER_SHEET><TITLE>Support in groups</TITLE><CREATORS>
 <PERSON><FIRST_NAME>Ann</FIRST_NAME><MIDDLE_INITIALS>B</MIDDLE_INITIALS><LAST_NAME>Cole</LAST_NAME>
 </PERSON><PERSON><LAST_NAME>Dahl</LAST_NAME></PERSON><PERSON/></CREATORS>
 <CONTACT><PERSON><LAST_NAME>Egan</LAST_NAME></PERSON></CONTACT></COVER_SHEET>
"""
TEXTS = "".join(
    f"<{tag}>{'<P/>' * many}</{tag}>"
    for many, tag in enumerate(
        (
            *("MAIN_TEXT", "SOF_TABLES", "ADDITIONAL_TABLES", "FIGURES", "APPENDICES"),
            *("FEEDBACK", "SOURCES_OF_SUPPORT", "FLOW_DIAGRAMS"),
        ),
        start=1,
    )
)
MORE_STUDIES = (
    STUDIES.replace(
        "</CHAR_METHODS>",
        "</CHAR_METHODS><CHAR_INTERVENTIONS>a</CHAR_INTERVENTIONS><CHAR_OUTCOMES>b</CHAR_OUTCOMES>"
        "<CHAR_NOTES>c</CHAR_NOTES>",
    )
    .replace('<AWAITING_STUDIES SORT_BY="STUDY"/>', """<AWAITING_STUDIES>
<STUDY ID="STD-Fry-2020" NAME="Fry" YEAR="2020" DOI="https://doi.org/10.1/fry"/>
<STUDY ID="STD-Gale" NAME="Gale"><REFERENCE><YR>1999</YR><SO>Letters</SO></REFERENCE>
<IDENTIFIERS><IDENTIFIER TYPE="doi" VALUE="http://dx.doi.org/10.1/gale"/></IDENTIFIERS></STUDY>
</AWAITING_STUDIES>""")
)  # fmt: skip
TOTALS = """<{kind}_OUTCOME NO="{number}" EFFECT_MEASURE="OR" METHOD="{method}" RANDOM="{random}"
 TOTALS="{totals}" CI_TOTAL="90" SWAP_EVENTS="{swap}"><NAME>Relapse {number}</NAME>
 <GRAPH_LABEL_1>Favours support</GRAPH_LABEL_1><GRAPH_LABEL_2>Favours usual</GRAPH_LABEL_2>
 <{kind}_SUBGROUP NO="1"><NAME>Women</NAME>
  <{kind}_DATA STUDY_ID="STD-Chen-2010" EVENTS_1="3" TOTAL_1="30" EVENTS_2="7" TOTAL_2="31"/>
 </{kind}_SUBGROUP><{kind}_SUBGROUP>
  <{kind}_DATA STUDY_ID="STD-Adams--2001" EVENTS_1="1" TOTAL_1="20" EVENTS_2="2" TOTAL_2="21"/>
 </{kind}_SUBGROUP></{kind}_OUTCOME>"""
INVERSE = """<IV_OUTCOME NO="{number}" EFFECT_MEASURE="{measure}" LOG_DATA="{log}">
 <NAME>Rate {number}</NAME><IV_DATA STUDY_ID="STD-Chen-2010" ESTIMATE="0.4" SE="0.2"
 EFFECT_SIZE="{effect}" TOTAL_1="40" TOTAL_2="41"/></IV_OUTCOME>"""
PETO = """<IPD_OUTCOME NO="{number}" EFFECT_MEASURE="{measure}"><NAME>Time {number}</NAME>
 <IPD_DATA O_E="-1.5" VAR="2.5" STUDY_ID="STD-Chen-2010" TOTAL_1="40" TOTAL_2="0"/></IPD_OUTCOME>"""
SECOND = "".join(
    (
        '<COMPARISON NO="7"><NAME>Against waiting</NAME>',
        *(
            TOTALS.format(kind="DICH", number=number, method=method, random=random, **own)
            for number, (method, random, own) in enumerate(
                [
                    ("MH", "YES", {"totals": "SUB", "swap": "NO"}),
                    ("IV", "NO", {"totals": "NO", "swap": "YES"}),
                    ("PETO", "NO", {"totals": "YES", "swap": "NO"}),
                ],
                start=1,
            )
        ),
        INVERSE.format(number=4, measure="Rate Ratio", log="YES", effect="1.49"),
        INVERSE.format(number=5, measure="Mean Difference", log="NO", effect="0.4"),
        INVERSE.format(number=6, measure="Something", log="NO", effect="0.4"),
        # Without an effect that is shown, what the file says of its scale is all there is.
        INVERSE.format(number=9, measure="Odds Ratio", log="NO", effect=""),
        PETO.format(number=7, measure="Hazard Ratio"),
        PETO.format(number=8, measure="Risk Ratio"),
        "</COMPARISON></ANALYSES_AND_DATA>",
    )
)
WHOLE = revman5(
    COVER,
    TEXTS,
    MORE_STUDIES,
    BIAS,
    ANALYSES.replace("</ANALYSES_AND_DATA>", SECOND),
)
