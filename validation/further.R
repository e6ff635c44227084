#!/usr/bin/env Rscript
# Repeats, with the metafor installed here, what the program carries of influence,
# cumulative pools, subgroups, the selection model and the three-level models, and reports every
# number that differs from the file by more than the tolerance.
#
#   Rscript validation/further.R [tolerance]
#
# Needs the R packages metafor and jsonlite (Debian: r-cran-metafor, r-cran-jsonlite).
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "common.R"))

fitted <- function(y, v, method) {
  control <- if (method == "REML") list(threshold = 1e-12 * (var(y) + median(v)), maxiter = 10000) else list()
  rma(y, v, method = method, control = control)
}

check_pool <- function(name, y, v, around, levels) {
  for (method in c("EE", "REML")) {
    fit <- fitted(y, v, method)
    expected <- around$influence[[method]]
    if (!is.null(expected)) {
      found <- suppressWarnings(influence(fit))
      for (column in c("rstudent", "dffits", "cook.d", "cov.r", "tau2.del", "QE.del", "hat"))
        check(paste(name, "influence", method, column), found$inf[[column]], expected[[column]])
    }
    expected <- around$cumulative_by_year[[method]]
    if (!is.null(expected$order_of_rows)) {
      order <- numbers(expected$order_of_rows)
      if (all(order <= length(y))) {
        steps <- suppressWarnings(cumul(fitted(y[order], v[order], method)))
        for (column in c("estimate", "se", "tau2"))
          check(paste(name, "cumulative", method, column), steps[[column]], expected[[column]])
      }
    }
    expected <- around$subgroup[[method]]$Q_between_separate_tau2
    if (!is.null(expected) && length(levels) == length(y)) {
      parts <- lapply(split(seq_along(y), levels), function(at) fitted(y[at], v[at], method))
      between <- rma(sapply(parts, function(p) c(p$beta)), sapply(parts, function(p) p$se^2), method = "EE")
      check(paste(name, "Q between subgroups", method), between$QE, expected)
    }
  }
  expected <- around$selmodel$stepfun_025
  if (!is.null(expected$estimate)) {
    found <- tryCatch(suppressWarnings(selmodel(rma(y, v, method = "ML"), type = "stepfun", steps = .025,
      alternative = around$selmodel$alternative, control = list(optimizer = "nlminb"))), error = function(e) NULL)
    if (!is.null(found)) {
      check(paste(name, "selection model"), found$beta, expected$estimate)
      check(paste(name, "selection model tau2"), found$tau2, expected$tau2)
    }
  }
}

check_levels <- function(name, trials, expected) {
  y <- numbers(trials$yi); v <- numbers(trials$vi)
  cluster <- unlist(trials$cluster); row <- seq_along(y)
  for (model in c("three_level_REML", "three_level_ML", "CHE_rho0.6", "CHE_rho0.8")) {
    if (is.null(expected[[model]])) next
    rho <- suppressWarnings(as.numeric(sub("CHE_rho", "", model)))
    variance <- if (grepl("CHE", model)) vcalc(v, cluster = cluster, obs = row, rho = rho) else v
    fit <- rma.mv(y, variance, random = ~ 1 | cluster/row, method = if (grepl("_ML", model)) "ML" else "REML",
                  control = list(rel.tol = 1e-12, iter.max = 5000, eval.max = 10000))
    check(paste(name, model), fit$beta, expected[[model]]$b)
    check(paste(name, model, "se"), fit$se, expected[[model]]$se)
    check(paste(name, model, "sigma2"), fit$sigma2, expected[[model]]$sigma2)
  }
}

for (path in sort(list.files(folder, pattern = "[.]json$", full.names = TRUE))) {
  read <- fromJSON(path, simplifyVector = FALSE)
  if (is.null(read$name)) next
  for (measure in names(read$models)) {
    model <- read$models[[measure]]
    if (is.null(model$around)) next
    rows <- numbers(model$rows) + 1
    source <- if (read$kind == "generic") read$trials[c("yi", "vi")] else read$effects[[measure]]
    levels <- unlist(read$trials$subgroup)
    check_pool(paste(read$name, measure), numbers(source[[1]])[rows], numbers(source[[2]])[rows], model$around,
               if (is.null(levels)) NULL else levels[rows])
    if (!is.null(model$around$multilevel)) check_levels(read$name, read$trials, model$around$multilevel)
  }
}
cat(sprintf("metafor %s: %d numbers compared at %g.\n", packageVersion("metafor"), compared, tolerance))
