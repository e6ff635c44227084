# Rate ratios and rate differences of metafor: the values in tests/effects/test_rates.py.
#
#     Rscript validation/rates.R > validation/rates.txt
suppressPackageStartupMessages(library(metafor))
x1 <- c(0, 3, 12, 0, 7); t1 <- c(100, 52.5, 1000, 40, 9.25)
x2 <- c(4, 1, 20, 0, 9); t2 <- c(90, 60, 950, 41, 8)
cat("metafor", as.character(packageVersion("metafor")), "\n")
for (m in c("IRR", "IRD")) {
  e <- escalc(measure = m, x1i = x1, t1i = t1, x2i = x2, t2i = t2, to = "only0", drop00 = FALSE)
  cat(m, "yi", sprintf("%.17g", e$yi), "\n")
  cat(m, "vi", sprintf("%.17g", e$vi), "\n")
}
