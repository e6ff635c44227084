"""Files of other programs, made here in the shape their formats have."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

STUDIES = """
<STUDIES_AND_REFERENCES><STUDIES>
 <INCLUDED_STUDIES>
  <STUDY DATA_SOURCE="PUB" ID="STD-Adams-2001" NAME="Adams 2001" YEAR="2001">
   <REFERENCE PRIMARY="NO" TYPE="JOURNAL_ARTICLE"><AU>Adams A</AU><TI>Rationale</TI></REFERENCE>
   <REFERENCE PRIMARY="YES" TYPE="JOURNAL_ARTICLE"><AU>Adams A, Baker B</AU><TI>A trial of support
    &amp; care</TI><SO>Journal of Trials</SO><YR>2001</YR><VL>12</VL><NO>3</NO><PG>1-9</PG>
    <IDENTIFIERS><IDENTIFIER TYPE="DOI" VALUE="10.1000/adams"/></IDENTIFIERS></REFERENCE>
  </STUDY>
  <STUDY DATA_SOURCE="PUB" ID="STD-Br_x00fc_ck-2005" NAME="Brück 2005a" YEAR=""/>
  <STUDY DATA_SOURCE="PUB" ID="STD-Chen-2010" NAME="Chen 2010" YEAR="2010."/>
 </INCLUDED_STUDIES>
 <EXCLUDED_STUDIES><STUDY ID="STD-Dahl-2003" NAME="Dahl 2003" YEAR="2003"/></EXCLUDED_STUDIES>
 <AWAITING_STUDIES SORT_BY="STUDY"/>
 <ONGOING_STUDIES><STUDY ID="STD-Egan-2024" NAME="Egan 2024" YEAR="2024"/></ONGOING_STUDIES>
</STUDIES></STUDIES_AND_REFERENCES>
<CHARACTERISTICS_OF_STUDIES>
 <CHARACTERISTICS_OF_INCLUDED_STUDIES><INCLUDED_CHAR STUDY_ID="STD-Adams-2001">
  <CHAR_METHODS><P>Parallel</P></CHAR_METHODS>
  <CHAR_PARTICIPANTS><P>Adults with low mood</P></CHAR_PARTICIPANTS></INCLUDED_CHAR>
 </CHARACTERISTICS_OF_INCLUDED_STUDIES>
 <CHARACTERISTICS_OF_EXCLUDED_STUDIES><EXCLUDED_CHAR STUDY_ID="STD-Dahl-2003">
  <CHAR_REASON_FOR_EXCLUSION><P>Not randomised</P></CHAR_REASON_FOR_EXCLUSION></EXCLUDED_CHAR>
 </CHARACTERISTICS_OF_EXCLUDED_STUDIES>
</CHARACTERISTICS_OF_STUDIES>
"""
BIAS = """
<QUALITY_ITEMS>
 <QUALITY_ITEM CORE_ITEM="YES" ID="QIT-01" LEVEL="STUDY">
  <NAME>Random sequence generation (selection bias)</NAME><QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY RESULT="YES" STUDY_ID="STD-Adams-2001">
    <DESCRIPTION><P>Computer &lt;list&gt;</P></DESCRIPTION></QUALITY_ITEM_DATA_ENTRY>
   <QUALITY_ITEM_DATA_ENTRY RESULT="UNKNOWN" STUDY_ID="STD-Chen-2010"/>
  </QUALITY_ITEM_DATA></QUALITY_ITEM>
 <QUALITY_ITEM CORE_ITEM="YES" ID="QIT-04" LEVEL="GROUP">
  <NAME>Blinding of outcome assessment (detection bias)</NAME>
  <QUALITY_ITEM_DATA_ENTRY_GROUP ID="QIG-01"><NAME>Mood</NAME></QUALITY_ITEM_DATA_ENTRY_GROUP>
  <QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY GROUP_ID="QIG-01" RESULT="YES" STUDY_ID="STD-Adams-2001"/>
   <QUALITY_ITEM_DATA_ENTRY GROUP_ID="QIG-02" RESULT="NO" STUDY_ID="STD-Adams-2001"/>
   <QUALITY_ITEM_DATA_ENTRY GROUP_ID="QIG-01" RESULT="NO" STUDY_ID="STD-Chen-2010"/>
   <QUALITY_ITEM_DATA_ENTRY GROUP_ID="QIG-02" RESULT="NO" STUDY_ID="STD-Chen-2010"/>
  </QUALITY_ITEM_DATA></QUALITY_ITEM>
 <QUALITY_ITEM CORE_ITEM="NO" ID="QIT-09" LEVEL="STUDY"><NAME>Funding</NAME><QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY RESULT="NO" STUDY_ID="STD-Adams-2001"/></QUALITY_ITEM_DATA>
 </QUALITY_ITEM>
</QUALITY_ITEMS>
"""
ANALYSES = """
<ANALYSES_AND_DATA CALCULATED_DATA="YES"><COMPARISON ID="CMP-001" NO="1">
 <NAME>Support versus usual care</NAME>
 <DICH_OUTCOME EFFECT_MEASURE="RR" ID="CMP-001.01" METHOD="MH" NO="1" SUBGROUPS="NO"
  SWAP_EVENTS="NO"><NAME>Relapse</NAME><GROUP_LABEL_1>Support</GROUP_LABEL_1>
  <GROUP_LABEL_2>Usual care</GROUP_LABEL_2><GRAPH_LABEL_1>Favours support</GRAPH_LABEL_1>
  <DICH_DATA EFFECT_SIZE="0.5" ESTIMABLE="YES" EVENTS_1="5" EVENTS_2="10"
   STUDY_ID="STD-Adams-2001" TOTAL_1="50" TOTAL_2="50"/>
  <DICH_DATA EFFECT_SIZE="1.0" ESTIMABLE="NO" EVENTS_1="0" EVENTS_2="0"
   STUDY_ID="STD-Br_x00fc_ck-2005" TOTAL_1="0" TOTAL_2="0"/>
 </DICH_OUTCOME>
 <CONT_OUTCOME EFFECT_MEASURE="SMD" ID="CMP-001.02" NO="2" SUBGROUPS="YES"><NAME>Mood</NAME>
  <GROUP_LABEL_1>Support</GROUP_LABEL_1><GROUP_LABEL_2>Usual care</GROUP_LABEL_2>
  <CONT_SUBGROUP ID="CMP-001.02.01" NO="1"><NAME>Women</NAME>
   <CONT_DATA MEAN_1="10.5" MEAN_2="12" SD_1="3" SD_2="3.25" STUDY_ID="STD-Adams-2001"
    TOTAL_1="24.0" TOTAL_2="26"/></CONT_SUBGROUP>
  <CONT_SUBGROUP ID="CMP-001.02.02" NO="2"><NAME>Men</NAME>
   <CONT_DATA MEAN_1="11" MEAN_2="12" SD_1="3" SD_2="3.25" STUDY_ID="STD-Adams-2001"
    TOTAL_1="20" TOTAL_2="26"/></CONT_SUBGROUP>
 </CONT_OUTCOME>
 <IV_OUTCOME ID="CMP-001.03" NO="3" SUBGROUPS="NO"><NAME>Time to relapse</NAME>
  <GROUP_LABEL_1>Support</GROUP_LABEL_1><GROUP_LABEL_2>Usual care</GROUP_LABEL_2>
  <EFFECT_MEASURE>Hazard Ratio</EFFECT_MEASURE>
  <IV_DATA CI_END="0.887" CI_START="0.405" EFFECT_SIZE="0.6" ESTIMATE="-0.5108256237659907"
   SE="0.2" STUDY_ID="STD-Chen-2010" TOTAL_1="0" TOTAL_2="0"/>
  <IV_DATA EFFECT_SIZE="1.2" ESTIMATE="1.2" SE="0.2" STUDY_ID="STD-Adams-2001" TOTAL_1="50"
   TOTAL_2="50"/>
 </IV_OUTCOME>
 <IPD_OUTCOME ID="CMP-001.04" NO="4" SUBGROUPS="NO"><NAME>Death</NAME>
  <EFFECT_MEASURE>Peto Odds Ratio</EFFECT_MEASURE>
  <IPD_DATA EVENTS_1="2" EVENTS_2="4" O_E="-1.5" STUDY_ID="STD-Chen-2010" TOTAL_1="40"
   TOTAL_2="41" VAR="2.5"/></IPD_OUTCOME>
 <OTHER_OUTCOME ID="CMP-001.05" NO="5"><NAME>Comments</NAME>
  <OTHER_DATA STUDY_ID="STD-Chen-2010"/></OTHER_OUTCOME>
</COMPARISON></ANALYSES_AND_DATA>
"""


def revman5(*parts: str, root: str = '<COCHRANE_REVIEW TYPE="INTERVENTION">') -> bytes:
    """Write a RevMan 5 file of these parts, or of all."""
    body = "".join(parts or (STUDIES, BIAS, ANALYSES))
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{body}</COCHRANE_REVIEW>'
    return text.encode()


def csv_bytes(
    rows: Sequence[Mapping[str, object]], separator: str = ",", *, comma: bool = False
) -> bytes:
    """Write rows as CSV; `comma`: numbers have decimal commas."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(header)
    for row in rows:
        cells = [row.get(key, "") for key in header]
        writer.writerow(
            [str(c).replace(".", ",") if comma and isinstance(c, float) else c for c in cells]
        )
    return out.getvalue().encode()


ANALYSIS = {"Analysis group": 1, "Analysis group name": "Support versus usual care"}
LABELS = {"Experimental group label": "Support", "Control group label": "Usual care"}
SETTINGS = (
    {
        **ANALYSIS,
        "Analysis number": 1,
        "Analysis name": "Relapse",
        "Data type": "Dichotomous",
        "Log-scale data": "TRUE",
        "Effect measure": "Risk Ratio",
        "Swap event and non-event": "FALSE",
        **LABELS,
    },
    {
        **ANALYSIS,
        "Analysis number": 2,
        "Analysis name": "Mood",
        "Data type": "Continuous",
        "Log-scale data": "FALSE",
        "Effect measure": "Std. Mean Difference",
        **LABELS,
    },
    {
        **ANALYSIS,
        "Analysis number": 3,
        "Analysis name": "Time to relapse",
        "Data type": "Contrast level",
        "Log-scale data": "TRUE",
        "Effect measure": "Hazard Ratio",
        **LABELS,
    },
)
DATA_ROWS = (
    {
        "Analysis group": 1,
        "Analysis number": 1,
        "Study": "Adams 2001",
        "Study year": 2001,
        "Applicability": "OVERALL_ONLY",
        "Experimental cases": 5,
        "Experimental N": 50,
        "Control cases": 10,
        "Control N": 50,
        "Mean": 0.5,
    },
    {
        "Analysis group": 1,
        "Analysis number": 1,
        "Study": "Adams 2001",
        "Study year": 2001,
        "Applicability": "SUBGROUP_ONLY",
        "Subgroup": "Women",
        "Experimental cases": 2,
        "Experimental N": 25,
        "Control cases": 4,
        "Control N": 25,
    },
    {
        "Analysis group": 1,
        "Analysis number": 2,
        "Study": "Brück 2005",
        "Study year": 2005,
        "Experimental mean": 10.5,
        "Experimental SD": 3,
        "Experimental N": 24,
        "Control mean": 12,
        "Control SD": 3.25,
        "Control N": 26,
    },
    {
        "Analysis group": 1,
        "Analysis number": 3,
        "Study": "Chen 2010",
        "Study year": 2010,
        "GIV Mean": -0.5108256237659907,
        "GIV SE": 0.2,
        "Mean": 0.6,
        "Experimental N": 40,
        "Control N": 41,
    },
)
BIAS_ROWS = (
    {
        "Study": "Adams 2001",
        "Domain (judgement): Random sequence generation (selection bias): All outcomes": "Low risk",
        "Domain (support): Random sequence generation (selection bias): All outcomes": "A list",
        "Domain (judgement): Other bias": "Unclear risk",
        "Domain (judgement): Vibes": "Low risk",
    },
)
STUDY_ROWS = (
    {"Study": "Adams 2001", "Study year": 2001, "Char: Participants": "Adults"},
    {"Study": "Never pooled 1999", "Study year": 1999, "Char: Methods": "Parallel"},
)


def package(**changed: bytes) -> bytes:
    """Write a data package; `changed` replaces files by the stem of their ending."""
    files = {
        "CD1-analysis-data/CD1-overall-estimates-and-settings.csv": csv_bytes(SETTINGS),
        "CD1-analysis-data/CD1-data-rows.csv": csv_bytes(DATA_ROWS),
        "CD1-study-data/CD1-study-information.csv": csv_bytes(STUDY_ROWS),
        "CD1-study-data/CD1-risk-of-bias.csv": csv_bytes(BIAS_ROWS),
        "CD1-study-data/CD1-included.ris": b"TY  - JOUR\nER  - \n",
    }
    for name in files:
        for ending, content in changed.items():
            if name.endswith(f"{ending.replace('_', '-')}.csv"):
                files[name] = content
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Write a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


METAPSY = {
    "study": "Adams, 2001",
    "condition_arm1": "Support",
    "condition_arm2": "CAU",
    "outcome_type": "msd",
    "outcome_subcategory": "Depression",
    "instrument": "BDI-II",
    "time": "post",
    "time_weeks": 12,
    "mean_arm1": 10.5,
    "sd_arm1": 3.25,
    "n_arm1": 24,
    "mean_arm2": 12.5,
    "sd_arm2": 3.5,
    "n_arm2": 26,
    "event_arm1": "NA",
    "event_arm2": "NA",
    "totaln_arm1": "NA",
    "totaln_arm2": "NA",
    "year": 2001,
    "country": "UK",
    "duration": "12 weeks",
    "percent_women": 47.5,
    "rob_d1": "Low risk",
    "overall_rob": "Some concerns",
    ".g": 0.57,
}
