variable "name" {
  description = "What every name that is made here begins with. Use the same for the Boundary module."
  type        = string
  default     = "breakglass"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", var.name))
    error_message = "name has small letters, digits and hyphens; it begins with a letter and ends with no hyphen."
  }
}

variable "targets" {
  description = <<-EOT
    What a grant brings with it, by the name of the target in the policy. Each target gets a policy and an orphan token role of its own.

    - `longest`: the longest total of a grant in seconds, as `longest` in the policy. No token and no lease of the target lives longer.
    - `database`: makes a role of the database engine.
      - `connection`: the connection (`MOUNT/config/NAME`), which exists already and lists the new role in its `allowed_roles`.
      - `mount`: where the engine is mounted.
      - `role`: the role's name; without it, the target's.
      - `grants`: what a user may do that is made for a grant, as SQL statements for PostgreSQL.
      - `creation_statements`, `revocation_statements`: take the place of what is made from `grants`, for other databases. Revocation has to end open connections and drop what the user owns.
      - `default_ttl`: as `default_ttl` in the policy, in seconds; it bounds what a lost reply can leave behind.
    - `paths`: what else the request's own token may use, and how: `{ "ssh/sign/ops" = ["update"] }`.
  EOT
  type = map(object({
    longest = optional(number, 14400)
    database = optional(object({
      connection            = string
      mount                 = optional(string, "database")
      role                  = optional(string)
      grants                = optional(list(string), ["GRANT pg_read_all_data TO \"{{name}}\""])
      creation_statements   = optional(list(string))
      revocation_statements = optional(list(string))
      default_ttl           = optional(number, 3600)
    }))
    paths = optional(map(list(string)), {})
  }))

  validation {
    condition     = length(var.targets) > 0
    error_message = "Name at least one target."
  }

  validation {
    condition     = alltrue([for name in keys(var.targets) : can(regex("^[A-Za-z0-9][A-Za-z0-9._-]*$", name))])
    error_message = "The name of a target has letters, digits, '.', '_' and '-', as in the policy."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : target.longest >= 60 && floor(target.longest) == target.longest])
    error_message = "longest is a whole number of seconds, and a minute at least."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : target.database != null || length(target.paths) > 0])
    error_message = "A target issues something: give it a database, or paths. If Boundary brokers its credentials, leave it out here."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : try(target.database.default_ttl >= 60 && target.database.default_ttl <= target.longest, true)])
    error_message = "default_ttl of a database is at least 60 seconds, and no longer than longest."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : try(length(target.database.revocation_statements) > 0, true)])
    error_message = "Without revocation statements a database leaves open connections alive. Leave revocation_statements out, or list some."
  }
}

variable "approle_mount" {
  description = "Where the bot logs in: the path of an AppRole auth method, without auth/."
  type        = string
  default     = "approle"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]*$", var.approle_mount))
    error_message = "approle_mount is the bare name of a mount."
  }
}

variable "create_approle_mount" {
  description = "Whether the AppRole auth method is made here. Say false if it is there already."
  type        = bool
  default     = true
}

variable "database_mounts" {
  description = "Mounts of the database engine that are made here. Leave it empty if they are there already, as they are where a connection exists."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for mount in var.database_mounts : !startswith(mount, "/") && !endswith(mount, "/")])
    error_message = "database_mounts are paths without a slash at either end."
  }
}

variable "bot_token_ttl" {
  description = "How long a login of the bot lives, in seconds. It renews ahead of time; grants do not end with it."
  type        = number
  default     = 1200

  validation {
    condition     = var.bot_token_ttl >= 60 && var.bot_token_ttl <= 86400
    error_message = "bot_token_ttl is from 60 seconds to a day."
  }
}

variable "bot_cidrs" {
  description = "Networks from which the bot may log in and use its token. Empty means from anywhere."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.bot_cidrs : can(cidrhost(cidr, 0))])
    error_message = "bot_cidrs are networks such as 10.0.0.0/24."
  }
}
