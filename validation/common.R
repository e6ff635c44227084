# What around.R and further.R share: where the numbers are, and how two are compared.
# The script that sources it has set `here`, its own folder.
suppressMessages({library(metafor); library(jsonlite)})

tolerance <- as.numeric(c(commandArgs(TRUE), 1e-7)[1])
folder <- file.path(here, "..", "src", "living_review", "validation", "reference")

numbers <- function(values) as.numeric(unlist(lapply(values, function(x) if (is.null(x)) NA else x)))

compared <- 0
check <- function(name, found, file) {
  if (is.null(file) || is.null(found)) return(invisible())
  found <- as.numeric(found)
  file <- numbers(file)
  compared <<- compared + length(file)
  both <- is.finite(found) & is.finite(file)
  # A number this small is zero but for rounding.
  if (any(both & abs(found - file) > tolerance * (abs(file) + 1e-6)))
    cat(sprintf("%s: %s here, %s in the file\n", name, paste(format(found, digits = 12), collapse = " "),
                paste(format(file, digits = 12), collapse = " ")))
}
