variable "auth_method_id" {
  description = "Password auth method in which the bot's account, and the emergency accounts, are made."
  type        = string

  validation {
    condition     = can(regex("^ampw_[0-9A-Za-z]{10,}$", var.auth_method_id))
    error_message = "auth_method_id is the id of a password auth method and starts with ampw_."
  }
}

variable "auth_method_scope_id" {
  description = "Scope of that auth method: global, or the id of an organisation. The bot's user and its rights on people and tokens are made there."
  type        = string
  default     = "global"

  validation {
    condition     = can(regex("^(global|o_[0-9A-Za-z]{10,})$", var.auth_method_scope_id))
    error_message = "auth_method_scope_id is global, or the id of an organisation (o_...)."
  }
}

variable "name" {
  description = "What every name that is made here begins with. Use the same for the Vault module."
  type        = string
  default     = "breakglass"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", var.name))
    error_message = "name has small letters, digits and hyphens; it begins with a letter and ends with no hyphen."
  }
}

variable "targets" {
  description = <<-EOT
    What can be opened in an emergency, by the name that the policy gives it.

    - `project_id`: the project (`p_...`) that holds the target; its slots are made there.
    - `target_id`: the target (`ttcp_...` or `tssh_...`).
    - `slots`: how many people may be inside at once; each needs a role of its own.
    - `emergency_accounts`: how many accounts, without a password until they are needed, stand ready for people whose own login does not work.
  EOT
  type = map(object({
    project_id         = string
    target_id          = string
    slots              = optional(number, 2)
    emergency_accounts = optional(number, 0)
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
    condition     = alltrue([for target in values(var.targets) : can(regex("^p_[0-9A-Za-z]{10,}$", target.project_id))])
    error_message = "project_id is the id of a project and starts with p_."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : can(regex("^t(tcp|ssh)_[0-9A-Za-z]{10,}$", target.target_id))])
    error_message = "target_id is the id of a target and starts with ttcp_ or tssh_."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : target.slots >= 1 && target.slots <= 50 && floor(target.slots) == target.slots])
    error_message = "slots is a whole number from 1 to 50."
  }

  validation {
    condition     = alltrue([for target in values(var.targets) : target.emergency_accounts >= 0 && target.emergency_accounts <= 50 && floor(target.emergency_accounts) == target.emergency_accounts])
    error_message = "emergency_accounts is a whole number from 0 to 50."
  }
}

variable "people_scope_ids" {
  description = "Scopes of the auth methods with which people log in. Name them if the policy binds people by account, or finds them by e-mail, or if `hard_kill` is set; people who are bound by user id need none."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for scope in var.people_scope_ids : can(regex("^(global|o_[0-9A-Za-z]{10,})$", scope))])
    error_message = "people_scope_ids are global, or ids of organisations (o_...)."
  }
}

variable "hard_kill" {
  description = "Whether the bot may also delete people's auth tokens, which ends their sessions when cancelling does not. Set it only where a target of the policy asks for it: it reaches all that the person has open."
  type        = bool
  default     = false
}
