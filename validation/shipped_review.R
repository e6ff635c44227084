# The pools of the shipped review by metafor, read by tests/shipped_review/test_metafor.py.
#
#     Rscript validation/shipped_review.R > validation/shipped_review.txt
#
# Effects are worked out anew from the arms that the report gives (report/data/trial-arms.csv), and
# taken as they stand (report/data/trial-effects.csv) where a trial reports a contrast alone. Then
# each pool of the newest version, and each sensitivity analysis that only leaves trials out.
suppressPackageStartupMessages({library(metafor); library(jsonlite)})
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
report <- file.path(here, "..", "report")
read <- function(name) read.csv(file.path(report, "data", name), stringsAsFactors = FALSE)
numbers <- function(values) paste(sprintf("%.17g", as.numeric(values)), collapse = " ")
say <- function(...) cat(paste(...), "\n", sep = "")

findings <- fromJSON(file.path(report, "findings.json"), simplifyVector = FALSE)
effects <- read("trial-effects.csv")
arms <- read("trial-arms.csv")
sensitivity <- read("sensitivity.csv")
say("metafor", as.character(packageVersion("metafor")))
say("version", findings$version$number)

in_pool <- effects[effects$in_pool == "true" | effects$in_pool == "True" | effects$in_pool == TRUE, ]
key <- function(rows) paste(rows$comparison, rows$outcome, rows$timepoint, sep = "/")

pool <- function(name, rows) {
  # Its iterations stop early by default: a variance of zero would be 6e-07.
  fine <- list(threshold = 1e-12, maxiter = 10000)
  tau2 <- rma(rows$estimate, sei = rows$se, method = "REML", control = fine)
  # The safeguard: no standard error below that of the ordinary interval.
  by_t <- rma(rows$estimate, sei = rows$se, method = "REML", test = "knha", control = fine)
  se <- max(by_t$se, tau2$se)
  half <- qt(0.975, by_t$k - 1) * se
  spread <- sqrt(by_t$tau2 + se^2) * qt(0.975, by_t$k - 1)
  b <- as.numeric(by_t$beta)
  say("pool", name, by_t$k, numbers(c(b, b - half, b + half, by_t$tau2, by_t$QE, b - spread, b + spread)))
}

for (question in unique(key(in_pool))) {
  rows <- in_pool[key(in_pool) == question, ]
  own <- arms[key(arms) == question, ]
  for (i in seq_len(nrow(rows))) {
    both <- own[own$trial_id == rows$trial_id[i], ]
    treated <- both[both$role == "intervention", ]
    control <- both[both$role == "control", ]
    if (nrow(treated) != 1 || nrow(control) != 1 || anyNA(c(treated$sd, control$sd))) next
    es <- escalc("SMD", m1i = treated$mean, sd1i = treated$sd, n1i = treated$n,
                 m2i = control$mean, sd2i = control$sd, n2i = control$n, vtype = "LS2")
    say("effect", question, rows$trial_id[i], numbers(c(es$yi, sqrt(es$vi))))
    # The sign is that of the outcome: a scale that runs against it is turned round.
    rows$estimate[i] <- sign(rows$estimate[i]) * abs(as.numeric(es$yi))
    rows$se[i] <- sqrt(es$vi)
  }
  if (nrow(rows) < 3) next
  pool(question, rows)
  for (j in which(key(sensitivity) == question)) {
    left <- strsplit(sensitivity$trials_removed[j], "; ", fixed = TRUE)[[1]]
    plain <- sensitivity$trials_added[j] == "" && sensitivity$pooled_interval[j] == "knapp-hartung"
    if (!plain || length(left) == 0 || nrow(rows) - length(left) < 2) next
    pool(paste0(question, "/", sensitivity$id[j]), rows[!rows$label %in% left & !rows$trial_id %in% left, ])
  }
}
