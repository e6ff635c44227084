#!/usr/bin/env Rscript
# Recomputes with the metafor installed here what the program carries of Mantel-Haenszel and Peto and
# reports every number that differs by more than the tolerance; with --half, writes the
# Mantel-Haenszel pools of the same tables with half an event added to each cell of a table with an
# empty one, and Q about them, which is how RevMan 5 comes to its variance between trials.
#
#   Rscript validation/counts.R [tolerance]
#   Rscript validation/counts.R --half tests/pooling/metafor_half_added.json
#
# Needs the R packages metafor and jsonlite (Debian: r-cran-metafor, r-cran-jsonlite).
suppressMessages({library(metafor); library(jsonlite)})

arguments <- commandArgs(TRUE)
half <- length(arguments) == 2 && arguments[1] == "--half"
tolerance <- if (half || !length(arguments)) 1e-7 else as.numeric(arguments[1])
folder <- file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))),
                    "..", "src", "living_review", "validation", "reference")
numbers <- function(values) as.numeric(unlist(lapply(values, function(x) if (is.null(x)) NA else x)))

pooled <- function(columns, measure, add = c(1/2, 0), to = c("only0", "none"), drop00 = c(TRUE, FALSE)) {
  given <- list(ai = columns$e1, n1i = columns$n1, ci = columns$e2, n2i = columns$n2)
  if (measure == "Peto") return(do.call(rma.peto, given))
  do.call(rma.mh, c(given, list(measure = measure, correct = FALSE, add = add, to = to, drop00 = drop00)))
}

attempt <- function(...) tryCatch(suppressWarnings(pooled(...)), error = function(problem) NULL)

compared <- 0
kept <- list()
for (path in sort(list.files(folder, pattern = "[.]json$", full.names = TRUE))) {
  read <- fromJSON(path, simplifyVector = FALSE)
  cases <- if (is.null(read$name)) read else list(read)
  for (case in cases) if (case$kind == "binary") {
    columns <- lapply(case$trials[c("e1", "n1", "e2", "n2")], numbers)
    for (measure in names(case$counts)) {
      fit <- attempt(columns, measure)
      if (is.null(fit)) next
      ours <- c(c(fit$beta), fit$se, fit$ci.lb, fit$ci.ub, fit$QE)
      expected <- case$counts[[measure]]
      file <- numbers(c(expected["estimate"], expected["se"], expected$ci, expected["q"]))
      if (length(file) != length(ours)) next
      compared <- compared + length(ours)
      wrong <- which(is.finite(ours) & is.finite(file) & abs(ours - file) > tolerance * (1 + abs(file)))
      for (at in wrong)
        cat(sprintf("%s %s: %.12g here, %.12g in the file\n", case$name, measure, ours[at], file[at]))
    }
    empty <- columns$e1 * (columns$n1 - columns$e1) * columns$e2 * (columns$n2 - columns$e2) == 0
    if (half && any(empty, na.rm = TRUE)) for (measure in c("OR", "RR")) {
      fit <- attempt(columns, measure, c(1/2, 1/2), c("only0", "only0"), c(TRUE, TRUE))
      if (is.null(fit) || !is.finite(fit$se)) next
      kept[[length(kept) + 1]] <- list(case = case$name, measure = measure, columns = columns,
        estimate = c(fit$beta), se = fit$se, q = fit$QE, k = fit$k.yi)
    }
  }
}
if (half) {
  writeLines(toJSON(kept, digits = I(17), auto_unbox = TRUE, na = "null"), arguments[2])
  cat(sprintf("metafor %s: %d pools written.\n", packageVersion("metafor"), length(kept)))
} else {
  cat(sprintf("metafor %s: %d quantities compared at %g.\n", packageVersion("metafor"), compared, tolerance))
}
