# Rate ratios and rate differences of metafor, read by tests/effects/test_rates.py.
#
#     Rscript validation/rates.R > validation/rates.txt
#
# made_up: trials with no event in one arm, in both, and in none. hart1999: warfarin against placebo
# to prevent stroke (Hart et al. 1999), events and person-years, as shipped with metafor's metadat.
suppressPackageStartupMessages(library(metafor))
sets <- list(
  made_up = data.frame(
    x1i = c(0, 3, 12, 0, 7), t1i = c(100, 52.5, 1000, 40, 9.25),
    x2i = c(4, 1, 20, 0, 9), t2i = c(90, 60, 950, 41, 8)
  ),
  hart1999 = dat.hart1999[c("x1i", "t1i", "x2i", "t2i")]
)
say <- function(...) cat(paste(...), "\n", sep = "")
numbers <- function(values) paste(sprintf("%.17g", as.numeric(values)), collapse = " ")
say("metafor", as.character(packageVersion("metafor")))
for (name in names(sets)) {
  set <- sets[[name]]
  for (column in names(set)) say(name, column, numbers(set[[column]]))
  for (measure in c("IRR", "IRD")) {
    found <- escalc(
      measure = measure, x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = set,
      to = "only0", drop00 = FALSE
    )
    say(name, measure, "yi", numbers(found$yi))
    say(name, measure, "vi", numbers(found$vi))
    if (name == "made_up") next
    pool <- rma(yi, vi, data = found, method = "REML", control = list(threshold = 1e-12))
    say(name, measure, "reml", numbers(c(pool$b, pool$se, pool$tau2)))
  }
}
