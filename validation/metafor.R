#!/usr/bin/env Rscript
# Recomputes the pooled numbers that the program carries with the metafor installed here and reports
# every one that differs from the file by more than the tolerance.
#
#   Rscript validation/metafor.R [tolerance]
#
# Needs the R packages metafor and jsonlite (Debian: r-cran-metafor, r-cran-jsonlite).
suppressMessages({library(metafor); library(jsonlite)})

tolerance <- as.numeric(c(commandArgs(TRUE), 1e-7)[1])
folder <- file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))),
                    "..", "src", "living_review", "validation", "reference")
tests <- c(wald = "z", t = "t", `knapp-hartung none` = "knha", `knapp-hartung se` = "adhoc")

numbers <- function(values) as.numeric(unlist(lapply(values, function(x) if (is.null(x)) NA else x)))

tightened <- function(method, y, v) {
  size <- var(y) + median(v)
  switch(method,
         ML = , REML = , EB = list(threshold = 1e-12 * size, maxiter = 10000),
         PM = , PMM = list(tol = 1e-14 * size, maxiter = 1e5, tau2.max = max(100, 1e4 * size)),
         list())
}

differs <- function(ours, file, scale) {
  any(is.finite(file) & is.finite(ours) & abs(ours - file) > tolerance * (abs(file) + scale))
}

compared <- 0
check_method <- function(name, y, v, method, expected) {
  r_method <- if (method == "common") "EE" else method
  for (kind in names(expected$intervals)) {
    fit <- tryCatch(suppressWarnings(rma(y, v, method = r_method, test = tests[[kind]],
                                         control = tightened(method, y, v))),
                    error = function(problem) problem)
    if (inherits(fit, "error")) {
      cat(sprintf("%s %s %s: metafor gives no result: %s\n", name, method, kind, conditionMessage(fit)))
      next
    }
    interval <- expected$intervals[[kind]]
    pairs <- list(estimate = list(c(fit$beta), expected$estimate),
                  tau2 = list(fit$tau2, expected$tau2),
                  se = list(fit$se, interval$se),
                  ci = list(c(fit$ci.lb, fit$ci.ub), interval$ci))
    for (quantity in names(pairs)) {
      both <- lapply(pairs[[quantity]], numbers)
      if (!length(both[[2]])) next
      compared <<- compared + 1
      scale <- if (quantity == "tau2") median(v) else max(abs(y))
      if (differs(both[[1]], both[[2]], scale))
        cat(sprintf("%s %s %s %s: %s here, %s in the file\n", name, method, kind, quantity,
                    paste(format(both[[1]], digits = 12), collapse = " to "),
                    paste(format(both[[2]], digits = 12), collapse = " to ")))
    }
  }
}

for (path in sort(list.files(folder, pattern = "[.]json$", full.names = TRUE))) {
  read <- fromJSON(path, simplifyVector = FALSE)
  cases <- if (is.null(read$name)) read else list(read)
  for (case in cases) for (measure in names(case$models)) {
    model <- case$models[[measure]]
    rows <- numbers(model$rows) + 1
    source <- if (case$kind == "generic") case$trials[c("yi", "vi")] else case$effects[[measure]]
    y <- numbers(source[[1]])[rows]
    v <- numbers(source[[2]])[rows]
    for (method in names(model$methods))
      check_method(paste(case$name, measure), y, v, method, model$methods[[method]])
  }
}
cat(sprintf("metafor %s: %d quantities compared at %g.\n", packageVersion("metafor"), compared, tolerance))
