# Regressions of the BCG trials on latitude by metafor, read by tests/other_reviews/test_bcg_review.py.
#
#     Rscript validation/regressions.R > validation/regressions.txt
#
# Counts and latitudes are those of examples/bcg. The number is centred at its mean, as the program
# does it; risk ratios and risk differences, by REML with the interval of Knapp and Hartung.
suppressPackageStartupMessages(library(metafor))
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
registry <- file.path(here, "..", "examples", "bcg", "data", "registry")
read <- function(name) read.csv(file.path(registry, name), stringsAsFactors = FALSE)
numbers <- function(values) paste(sprintf("%.17g", as.numeric(values)), collapse = " ")
say <- function(...) cat(paste(...), "\n", sep = "")
say("metafor", as.character(packageVersion("metafor")))

arms <- read("arms.csv")
trials <- read("trials.csv")
side <- function(role) { rows <- arms[arms$role == role, ]; rows[match(trials$trial_id, rows$trial_id), ] }
with <- side("intervention"); without <- side("control")
x <- trials$latitude; centre <- mean(x); x <- x - centre

for (fitted in list(c("RR", "REML", "knha"), c("RD", "REML", "knha"))) {
  es <- escalc(measure = fitted[1], ai = with$events, n1i = with$n, ci = without$events, n2i = without$n)
  # Its iterations stop early by default.
  fine <- list(threshold = 1e-14 * var(es$yi), maxiter = 10000)
  fit <- rma(yi, vi, mods = ~ x, data = es, method = fitted[2], test = fitted[3], control = fine)
  natural <- if (fitted[1] == "RR") exp else identity
  name <- paste(fitted, collapse = "-")
  say(name, "centre", numbers(centre))
  say(name, "intercept", numbers(fit$beta[1]))
  say(name, "slope", numbers(fit$beta[2]))
  say(name, "se", numbers(fit$se[2]))
  say(name, "ci", numbers(c(fit$ci.lb[2], fit$ci.ub[2])))
  say(name, "statistic", numbers(fit$zval[2]))
  say(name, "p", numbers(fit$pval[2]))
  say(name, "r2", numbers(fit$R2))
  say(name, "tau2", numbers(fit$tau2))
  say(name, "i2", numbers(fit$I2))
  say(name, "q", numbers(c(fit$QE, fit$k - fit$p, fit$QEp)))
  say(name, "per10", numbers(natural(10 * c(fit$beta[2], fit$ci.lb[2], fit$ci.ub[2]))))
  ends <- predict(fit, newmods = range(x))
  say(name, "first", numbers(natural(c(ends$pred[1], ends$ci.lb[1], ends$ci.ub[1]))))
  say(name, "last", numbers(natural(c(ends$pred[2], ends$ci.lb[2], ends$ci.ub[2]))))
}
