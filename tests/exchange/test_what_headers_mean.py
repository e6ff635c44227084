"""The headers that teams write over the columns of a sheet, as they write them."""

from __future__ import annotations

import pytest

from living_review.exchange.wide.words import meaning, row_column, trial_column

STATISTICS = {
    "n": "N; n; Total; Total N; Sample size; No. of participants; No. of patients; Participants; "
    "Number of participants; Number of patients; Number analysed; N analysed; n (analyzed); "
    "Patients; Anzahl; Stichprobe; Fallzahl; Stichprobengröße; Teilnehmer; Teilnehmende; "
    "Probanden; Patienten; Anzahl Patienten; Anzahl_Teilnehmer; N ausgewertet",
    "mean": "Mean; M; MW; Mittelwert; Average; Avg.; Mean value; Arithmetisches Mittel",
    "sd": "SD; S.D.; SA; Std; StDev; Std. Dev.; St. Dev.; Standard deviation; StabW; Std. Abw.; "
    "Standardabweichung; Std. deviation; Streuung",
    "se": "SE; SEM; S.E.; Standard error; Standardfehler; Std. Error; SE(mean); Std. Err.",
    "ci_low": "CI low; CI_lower; Lower CI; LCL; LL; CI L; ci.lb; Lower limit; Lower bound; "
    "CI from; 95% CI low; 95% CI lower; Lower 95% CI; 95 CI lower; LCI; KI unten; "
    "Untere Grenze; KI von; Untergrenze; KI-Untergrenze; 95 % KI unten; KI UG; 95% CI from",
    "ci_high": "CI high; CI_upper; Upper CI; UCL; UL; CI U; ci.ub; Upper limit; Upper bound; "
    "CI to; 95% CI high; 95% CI upper; Upper 95% CI; 95 CI upper; UCI; KI oben; "
    "Obere Grenze; KI bis; Obergrenze; KI-Obergrenze; 95 % KI oben; KI OG; 95% CI to",
    "median": "Median; Mdn; Med.",
    "q1": "Q1; 1st quartile; First quartile; Lower quartile; 25th percentile; P25; 25 %; "
    "IQR lower; Q25; 1. Quartil; Unteres Quartil",
    "q3": "Q3; 3rd quartile; Third quartile; Upper quartile; 75th percentile; P75; 75 %; "
    "IQR upper; Q75; 3. Quartil; Oberes Quartil",
    "min": "Min; Minimum",
    "max": "Max; Maximum",
    "events": "Events; Event; N events; No. of events; Number of events; Ereignisse; Ereignis; "
    "Anzahl Ereignisse; n with event; Number with event; Cases; Events (n); Ereignisse n",
    "time_at_risk": "Time at risk; Person-time; Person-years; Person months; Person weeks; "
    "Person days; Personenjahre; Personenmonate; Personenzeit; Patient-years; Patientenjahre",
    "cluster_size": "Cluster size; Mean cluster size; Clustergröße",
    "icc": "ICC",
    "mean_sd": "Mean (SD); Mean ± SD; M (SD); MW (SD); MW (SA); Mittelwert (SD); Mean (std); "
    "Mean (standard deviation); Mittelwert (Standardabweichung)",
    "mean_se": "Mean (SE); Mean (SEM); M (SE); MW ± SE",
    "mean_ci": "Mean (CI); Mean (95% CI); MW [KI]; MW (95 % KI); Mean (95% confidence interval)",
    "median_iqr": "Median (IQR); Median [Q1, Q3]; Median (interquartile range); Mdn (IQR); "
    "Median (25 %-75 %)",
    "median_range": "Median (range); Median (min-max); Median (Spannweite)",
    "events_percent": "n (%); Events (%); Ereignisse (%)",
    "events_n": "n/N; r/n; Events/Total; Cases / N; Ereignisse/gesamt",
    "ci": "CI; 95% CI; 95 CI; Confidence interval; 95% confidence interval; KI; 95 % KI; "
    "Konfidenzintervall",
    "iqr": "IQR; Interquartile range; Quartile",
}
ROLES = {
    "intervention": "Int; Intervention; Interv.; IG; EG; Exp.; Experimental; Treatment; Treat; Tx; "
    "Trt; Treated; Verum; Active; Intervention group; Intervention arm; Experimental group; "
    "Treatment group; Interventionsgruppe; Experimentalgruppe; Behandlungsgruppe; Verumgruppe; "
    "Treatmentgruppe; Intv; TG; Interventionsarm",
    "control": "Ctrl; Control; Ctl; Con; Contr.; CG; KG; VG; Kontrolle; Comparator; Comparison; "
    "Control group; Control arm; Comparison group; Kontrollgruppe; Kontrollarm; Vergleichsgruppe; "
    "Placebo; PBO; Placebo group; Placebogruppe; TAU; CAU; Treatment as usual; Care as usual; "
    "Usual care; Standard care; Waitlist; Wait-list; Waiting list; WL; WLC; Warteliste; Sham; "
    "Wartegruppe; No treatment; Active control; Regelversorgung; Übliche Behandlung",
}
TIMES = {
    "post": "Post; Posttest; Post-test; Post treatment; Posttreatment; Post-intervention; Nachher; "
    "End of treatment; End of intervention; EOT; Endpoint; Final; Behandlungsende; post-treat",
    "follow-up": "Follow-up; Followup; FU; FUP; F/U; Katamnese; Nachbeobachtung",
    "t2": "T2; t2",
    "weeks-12": "12 weeks; Week 12; 12w; 12 Wochen; W12; 12 wk",
    "weeks-26": "6 months; 6-Monats; Month 6; 6mo; 6 Monate",
    "weeks-52": "1 year; 12 months; 1 Jahr",
}
BASELINE = "Pre; Baseline; BL; T0; Prä; vorher; Pretest; Ausgangswert; Pretreat"
CHANGE = "Change; Change from baseline; Change score; Delta; Veränderung; Diff.; CFB; Chg"
OF_TRIALS = {
    "label": "Study; Studie; Study ID; Study name; Trial; Author, year; Autor (Jahr); "
    "First author; Authors; Erstautor; Referenz; Author(s); Studienname; "
    "Trial ID; slab; Study reference",
    "year": "Year; Jahr; Publication year; Year of publication; Pub. year; Published Year; "
    "Erscheinungsjahr; Publ. year",
    "citation": "Full citation; Literatur; Full ref; Zitat; Title",
    "doi": "DOI",
    "registration": "Registration; Trial registration; Registration number; NCT; Registernummer; "
    "Trial register number",
    "country": "Country; Land; Country of study; Location",
    "design": "Design; Study design; Studiendesign",
    "n_randomised": "N randomised; N randomized; Randomised; randomisiert; Total randomised; "
    "n (randomisiert)",
    "population": "Population; Study population; Studienpopulation",
    "category": "Category; Kategorie; Type of intervention",
    "delivery": "Delivery; Mode of delivery; Delivery mode",
    "comparator": "Comparator; Control condition; Kontrollbedingung; Type of control",
    "status": "Status",
    "status_reason": "Status reason; Reason for status",
    "funding": "Funding; Finanzierung; Sponsor; Funder",
    "notes": "Notes; Note; Comments; Bemerkungen; Anmerkung; Anmerkungen; Kommentar; Remarks",
    "completed": "Completed; Completion date",
    "date_added": "Date added",
    "search_id": "Search ID",
}
OF_ROWS = {
    "outcome": "Outcome; Outcomes; Endpoint; Endpunkt; Zielgröße; Outcome name; Zielkriterium; "
    "Outcome domain",
    "timepoint": "Time; Time point; Timepoint; Zeitpunkt; Messzeitpunkt; Assessment; Follow-up; "
    "Assessment time; Time of assessment",
    "instrument": "Instrument; Scale; Skala; Fragebogen; Questionnaire; Messinstrument; Tool; "
    "Outcome measure; Measure; Measurement; Instrument/scale",
    "weeks": "Weeks; Wochen; Timepoint (weeks); Zeitpunkt (Wochen); Follow-up (weeks); Week; "
    "Woche; Weeks from randomisation; Time in weeks",
    "stratum": "Stratum; Subgroup; Subgruppe",
    "arm": "Arm; Group; Gruppe; Condition; Bedingung; Studienarm; Study arm",
    "role": "Role; Rolle",
    "score": "Score",
}


def each(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, meant) for meant, listed in table.items() for name in listed.split("; ")]


def test_the_name_of_a_statistic_is_known_beside_an_outcome_and_an_arm() -> None:
    wrong = {}
    for name, meant in each(STATISTICS):
        said = meaning(f"Depression {name} (IG)")
        if (said.statistic, said.role, said.rest) != (meant, "intervention", "Depression"):
            wrong[name] = said
    assert not wrong


def test_the_name_of_an_arm_is_known_beside_an_outcome_and_a_statistic() -> None:
    wrong = {}
    for name, meant in each(ROLES):
        said = meaning(f"Depression mean {name}")
        if (said.statistic, said.role, said.rest, said.arm.rstrip(".")) != (
            *("mean", meant, "Depression", name.rstrip(".")),
        ):
            wrong[name] = said
    assert not wrong


def test_the_name_of_a_time_is_known_beside_the_rest() -> None:
    wrong = {}
    for name, meant in each(TIMES):
        said = meaning(f"Depression {name} SD (KG)")
        if (said.timepoint, said.statistic, said.role, said.rest) != (
            *(meant, "sd", "control", "Depression"),
        ):
            wrong[name] = said
        if said.baseline or said.change or bool(said.weeks) != meant.startswith("weeks"):
            wrong[name] = said
    for name in BASELINE.split("; "):
        said = meaning(f"Depression {name} SD (KG)")
        if (said.baseline, said.change, said.rest) != (True, False, "Depression"):
            wrong[name] = said
    for name in CHANGE.split("; "):
        said = meaning(f"Depression {name} SD (KG)")
        if (said.change, said.baseline, said.statistic, said.rest) != (
            *(True, False, "sd", "Depression"),
        ):
            wrong[name] = said
    assert not wrong


@pytest.mark.parametrize(
    ("name", "time", "role", "rest"),
    [
        ("BDI post treatment mean KG", "post", "control", "BDI"),
        ("BDI post treatment mean IG", "post", "intervention", "BDI"),
        ("BDI end of treatment mean", "post", "", "BDI"),
        ("BDI end of intervention mean (control)", "post", "control", "BDI"),
        # Beside `post control mean`, this is an arm.
        ("BDI post treatment mean", "post", "intervention", "BDI"),
        ("BDI post treatment group mean", "post", "intervention", "BDI"),
        ("BDI post treatment as usual mean", "post", "control", "BDI"),
        ("Treatment duration", "", "intervention", "duration"),
    ],
)
def test_a_treatment_that_ends_is_a_time_where_the_arm_is_another_word(
    name: str, time: str, role: str, rest: str
) -> None:
    said = meaning(name)
    assert (said.timepoint, said.role, said.rest) == (time, role, rest)


@pytest.mark.parametrize(("read", "table"), [(trial_column, OF_TRIALS), (row_column, OF_ROWS)])
def test_a_column_of_trials_or_rows_is_known_by_its_name(read, table) -> None:
    wrong = {name: read(name) for name, meant in each(table) if read(name) != meant}
    assert not wrong
    assert [read(each) for each in ("Mood", "Colour of hair", "")] == ["", "", ""]
    assert all(read(f"Sheet | {name}:") == meant for name, meant in each(table))
