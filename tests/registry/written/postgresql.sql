CREATE TABLE exclusions (
  report TEXT NOT NULL, 
  reason TEXT, 
  search_id VARCHAR(64), 
  CONSTRAINT exclusions_report_given CHECK (report != '')
);

CREATE UNIQUE INDEX exclusions_key ON exclusions (report, coalesce(search_id, ''));

CREATE TABLE searches (
  search_id VARCHAR(64) NOT NULL, 
  date DATE, 
  source TEXT NOT NULL, 
  records BIGINT, 
  duplicates_removed BIGINT, 
  screened BIGINT, 
  excluded BIGINT, 
  sought BIGINT, 
  not_retrieved BIGINT, 
  assessed BIGINT, 
  excluded_full_text BIGINT, 
  notes TEXT, 
  PRIMARY KEY (search_id, source), 
  CONSTRAINT searches_search_id_given CHECK (search_id != ''), 
  CONSTRAINT searches_source_given CHECK (source != ''), 
  CONSTRAINT searches_records_count CHECK (records >= 0), 
  CONSTRAINT searches_duplicates_removed_count CHECK (duplicates_removed >= 0), 
  CONSTRAINT searches_screened_count CHECK (screened >= 0), 
  CONSTRAINT searches_excluded_count CHECK (excluded >= 0), 
  CONSTRAINT searches_sought_count CHECK (sought >= 0), 
  CONSTRAINT searches_not_retrieved_count CHECK (not_retrieved >= 0), 
  CONSTRAINT searches_assessed_count CHECK (assessed >= 0), 
  CONSTRAINT searches_excluded_full_text_count CHECK (excluded_full_text >= 0)
);

CREATE TABLE trials (
  trial_id VARCHAR(64) NOT NULL, 
  label TEXT, 
  year BIGINT, 
  citation TEXT, 
  doi TEXT, 
  registration TEXT, 
  country TEXT, 
  design TEXT, 
  n_randomised BIGINT, 
  population TEXT, 
  category TEXT, 
  delivery TEXT, 
  comparator TEXT, 
  status TEXT, 
  status_reason TEXT, 
  funding TEXT, 
  date_added DATE, 
  search_id VARCHAR(64), 
  source TEXT, 
  notes TEXT, 
  completed TEXT, 
  PRIMARY KEY (trial_id), 
  CONSTRAINT trials_trial_id_given CHECK (trial_id != ''), 
  CONSTRAINT trials_design_allowed CHECK (design IN ('parallel', 'cluster', 'crossover')), 
  CONSTRAINT trials_n_randomised_count CHECK (n_randomised >= 0), 
  CONSTRAINT trials_status_allowed CHECK (status IN ('included', 'awaiting', 'ongoing', 'excluded', 'retracted'))
);

CREATE TABLE arms (
  trial_id VARCHAR(64) NOT NULL, 
  outcome VARCHAR(64) NOT NULL, 
  timepoint VARCHAR(64) NOT NULL, 
  weeks DOUBLE PRECISION, 
  instrument TEXT, 
  stratum TEXT, 
  higher_is_better BOOLEAN, 
  arm TEXT NOT NULL, 
  role TEXT, 
  n BIGINT, 
  mean DOUBLE PRECISION, 
  sd DOUBLE PRECISION, 
  se DOUBLE PRECISION, 
  ci_low DOUBLE PRECISION, 
  ci_high DOUBLE PRECISION, 
  ci_level DOUBLE PRECISION, 
  median DOUBLE PRECISION, 
  q1 DOUBLE PRECISION, 
  q3 DOUBLE PRECISION, 
  min DOUBLE PRECISION, 
  max DOUBLE PRECISION, 
  events BIGINT, 
  time_at_risk DOUBLE PRECISION, 
  score TEXT, 
  cluster_size DOUBLE PRECISION, 
  icc DOUBLE PRECISION, 
  source TEXT, 
  notes TEXT, 
  remark TEXT, 
  CONSTRAINT arms_trial_id_given CHECK (trial_id != ''), 
  CONSTRAINT arms_outcome_given CHECK (outcome != ''), 
  CONSTRAINT arms_timepoint_given CHECK (timepoint != ''), 
  CONSTRAINT arms_arm_given CHECK (arm != ''), 
  CONSTRAINT arms_role_allowed CHECK (role IN ('intervention', 'control')), 
  CONSTRAINT arms_n_count CHECK (n >= 0), 
  CONSTRAINT arms_events_count CHECK (events >= 0), 
  CONSTRAINT arms_score_allowed CHECK (score IN ('endpoint', 'change')), 
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);

CREATE UNIQUE INDEX arms_key ON arms (trial_id, outcome, timepoint, coalesce(weeks, -1), coalesce(instrument, ''), coalesce(stratum, ''), arm);

CREATE TABLE contrasts (
  trial_id VARCHAR(64) NOT NULL, 
  outcome VARCHAR(64) NOT NULL, 
  timepoint VARCHAR(64) NOT NULL, 
  weeks DOUBLE PRECISION, 
  instrument TEXT, 
  stratum TEXT, 
  higher_is_better BOOLEAN, 
  measure TEXT NOT NULL, 
  estimate DOUBLE PRECISION, 
  se DOUBLE PRECISION, 
  ci_low DOUBLE PRECISION, 
  ci_high DOUBLE PRECISION, 
  ci_level DOUBLE PRECISION, 
  p DOUBLE PRECISION, 
  o_minus_e DOUBLE PRECISION, 
  variance DOUBLE PRECISION, 
  t DOUBLE PRECISION, 
  sd_difference DOUBLE PRECISION, 
  n_intervention BIGINT, 
  n_control BIGINT, 
  adjusted BOOLEAN, 
  direction TEXT, 
  source TEXT, 
  notes TEXT, 
  remark TEXT, 
  CONSTRAINT contrasts_trial_id_given CHECK (trial_id != ''), 
  CONSTRAINT contrasts_outcome_given CHECK (outcome != ''), 
  CONSTRAINT contrasts_timepoint_given CHECK (timepoint != ''), 
  CONSTRAINT contrasts_measure_allowed CHECK (measure IN ('SMD', 'MD', 'ROM', 'OR', 'RR', 'RD', 'HR', 'IRR', 'IRD')), 
  CONSTRAINT contrasts_n_intervention_count CHECK (n_intervention >= 0), 
  CONSTRAINT contrasts_n_control_count CHECK (n_control >= 0), 
  CONSTRAINT contrasts_direction_allowed CHECK (direction IN ('intervention', 'control', 'unclear')), 
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);

CREATE UNIQUE INDEX contrasts_key ON contrasts (trial_id, outcome, timepoint, coalesce(weeks, -1), coalesce(instrument, ''), coalesce(stratum, ''), measure, coalesce(adjusted, false));

CREATE TABLE risk_of_bias (
  trial_id VARCHAR(64) NOT NULL, 
  outcome VARCHAR(64), 
  tool TEXT NOT NULL, 
  domain TEXT NOT NULL, 
  judgement TEXT, 
  support TEXT, 
  CONSTRAINT risk_of_bias_trial_id_given CHECK (trial_id != ''), 
  CONSTRAINT risk_of_bias_tool_allowed CHECK (tool IN ('RoB2', 'RoB1')), 
  CONSTRAINT risk_of_bias_domain_given CHECK (domain != ''), 
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);

CREATE UNIQUE INDEX risk_of_bias_key ON risk_of_bias (trial_id, coalesce(outcome, ''), tool, domain);
