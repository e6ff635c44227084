# Tests for small-study effects by lm() of R and regtest() of metafor, read by
# tests/pooling/test_small_study.py.
#
#     Rscript validation/small_study.R > validation/small_study.txt
#
# Events and people are those of the BCG trials (Colditz et al. 1994, dat.bcg of metafor's metadat),
# events and person-years those of warfarin against placebo (Hart et al. 1999, dat.hart1999).
suppressPackageStartupMessages(library(metafor))
say <- function(...) cat(paste(...), "\n", sep = "")
numbers <- function(values) paste(sprintf("%.17g", as.numeric(values)), collapse = " ")
line <- function(name, fit) {
  found <- summary(fit)$coefficients
  # Estimate, standard error, t and p of the slope; then the intercept.
  say(name, numbers(c(found[2, ], found[1, 1:2])))
}
say("metafor", as.character(packageVersion("metafor")))
d <- dat.bcg
a <- as.numeric(d$tpos); n1 <- a + d$tneg; c <- as.numeric(d$cpos); n2 <- c + d$cneg
n <- n1 + n2; events <- a + c
for (column in c("a", "n1", "c", "n2")) say(paste("bcg", column), numbers(get(column)))
for (measure in c("OR", "RR", "RD")) {
  es <- escalc(measure = measure, ai = tpos, bi = tneg, ci = cpos, di = cneg, data = d)
  y <- as.numeric(es$yi)
  if (measure != "RD") line(paste("peters", measure), lm(y ~ I(1 / n), weights = events * (n - events) / n))
  line(paste("size", measure), lm(y ~ I(1 / sqrt(n)), weights = n))
  # regtest() weights by 1/v: with sampling variances of 1/n it is the test on size.
  by <- regtest(y, 1 / n, ni = n, model = "lm", predictor = "sqrtninv")
  say(paste("regtest", measure), numbers(c(by$zval, by$pval)))
}
z <- a - events * n1 / n
v <- n1 * n2 * events * (n - events) / (n^2 * (n - 1))
line("harbord OR", lm(I(z / v) ~ I(1 / sqrt(v)), weights = v))
h <- dat.hart1999
time <- h$t1i + h$t2i; counted <- h$x1i + h$x2i
for (column in c("x1i", "t1i", "x2i", "t2i")) say(paste("hart", column), numbers(h[[column]]))
for (measure in c("IRR", "IRD")) {
  y <- as.numeric(escalc(measure = measure, x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = h)$yi)
  line(paste("person-time", measure), lm(y ~ I(1 / sqrt(time)), weights = if (measure == "IRR") counted else time))
}
