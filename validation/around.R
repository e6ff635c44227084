#!/usr/bin/env Rscript
# Repeats, with the metafor installed here, what the program carries of the methods around the pool
# (leave-one-out, Egger, Begg, trim and fill, meta-regression with one moderator) and reports every
# number that differs from the file by more than the tolerance.
#
#   Rscript validation/around.R [tolerance]
#
# Needs the R packages metafor and jsonlite (Debian: r-cran-metafor, r-cran-jsonlite).
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "common.R"))

fitted <- function(y, v, method, x = NULL, test = "z") {
  size <- var(y) + median(v)
  control <- if (method == "REML") list(threshold = 1e-12 * size, maxiter = 10000) else list()
  suppressWarnings(if (is.null(x)) rma(y, v, method = method, control = control)
                   else rma(y, v, mods = ~ x, method = method, test = test, control = control))
}

check_around <- function(name, y, v, around, trials, rows) {
  for (method in intersect(c("EE", "DL", "REML"), names(around$leave1out))) {
    fit <- fitted(y, v, method)
    left <- leave1out(fit)
    for (column in c("estimate", "se", "Q", "tau2"))
      check(paste(name, "leave-one-out", method, column), left[[column]],
            around$leave1out[[method]][[column]])
    for (estimator in c("L0", "R0")) {
      filled <- tryCatch(trimfill(fit, estimator = estimator, control = fit$control),
                         error = function(problem) NULL)
      expected <- around$trimfill[[paste0(method, "_", estimator)]]
      check(paste(name, "trim and fill", method, estimator, "k0"), filled$k0, expected$k0)
      check(paste(name, "trim and fill", method, estimator), c(filled$beta), expected$estimate)
    }
  }
  fit <- fitted(y, v, "REML")
  egger <- regtest(fit, model = "lm")
  check(paste(name, "Egger"), egger$zval, around$regtest$REML$`lm:sei`$stat)
  mixed <- regtest(fit, model = "rma")
  check(paste(name, "Egger, mixed"), mixed$zval, around$regtest$REML$`rma:sei`$stat)
  check(paste(name, "Begg"), suppressWarnings(ranktest(fit))$tau, around$ranktest$tau)
  for (moderator in setdiff(names(around$metareg), "ALL")) {
    x <- trials[[paste0("mod_", moderator)]]
    used <- numbers(around$metareg[[moderator]]$rows_used)
    at <- match(used, rows)
    x <- unlist(lapply(x, function(each) if (is.null(each)) NA else each))[used]
    line <- fitted(y[at], v[at], "REML", x, "knha")
    expected <- around$metareg[[moderator]]$`REML:knha`
    check(paste(name, "regression on", moderator), line$beta, expected$b)
    check(paste(name, "regression on", moderator, "se"), line$se, expected$se)
  }
}

for (path in sort(list.files(folder, pattern = "[.]json$", full.names = TRUE))) {
  read <- fromJSON(path, simplifyVector = FALSE)
  if (is.null(read$name)) next
  for (measure in names(read$models)) {
    model <- read$models[[measure]]
    if (is.null(model$around$leave1out)) next
    rows <- numbers(model$rows) + 1
    source <- if (read$kind == "generic") read$trials[c("yi", "vi")] else read$effects[[measure]]
    check_around(paste(read$name, measure), numbers(source[[1]])[rows], numbers(source[[2]])[rows],
                 model$around, read$trials, rows)
  }
}
cat(sprintf("metafor %s: %d numbers compared at %g.\n", packageVersion("metafor"), compared, tolerance))
