locals {
  slots = merge([
    for target, it in var.targets : {
      for number in range(1, it.slots + 1) : "${target}-${number}" => merge(it, { target = target })
    }
  ]...)

  accounts = merge([
    for target, it in var.targets : {
      for number in range(1, it.emergency_accounts + 1) : "${target}-emergency-${number}" => {
        target = target
        # Boundary takes small letters, digits, '.' and '-' in a login name.
        name = replace(lower("${var.name}-${target}-emergency-${number}"), "_", "-")
      }
    }
  ]...)

  with_accounts = toset([for target, it in var.targets : target if it.emergency_accounts > 0])

  slot_ids = {
    for target, it in var.targets : target => [
      for number in range(1, it.slots + 1) : boundary_role.slot["${target}-${number}"].id
    ]
  }

  emergency_accounts = {
    for target in local.with_accounts : target => [
      for number in range(1, var.targets[target].emergency_accounts + 1) : {
        account    = boundary_account_password.emergency["${target}-emergency-${number}"].id
        user       = boundary_user.emergency["${target}-emergency-${number}"].id
        login_name = boundary_account_password.emergency["${target}-emergency-${number}"].login_name
      }
    ]
  }
}

# ---- slots: prepared roles in which nobody sits except during a grant ----

resource "boundary_role" "slot" {
  for_each = local.slots

  scope_id        = each.value.project_id
  name            = "${var.name}-${each.key}"
  description     = "Slot of ${var.name} for ${each.value.target}. Only the bot puts people in, and takes them out again."
  grant_scope_ids = ["this"]
  grant_strings = [
    "ids=${each.value.target_id};actions=read,authorize-session",
    "type=target;actions=list",
    "ids=*;type=session;actions=list,read:self,cancel:self",
  ]

  lifecycle {
    # Who sits in a slot is the bot's business. Without this line an apply in the middle of an
    # emergency would throw the person out, and one while the bot is away would hide who was in.
    ignore_changes = [principal_ids]
  }
}

# ---- the bot: an account without a password (so that none is kept in the state), and its rights ----

resource "boundary_account_password" "bot" {
  auth_method_id = var.auth_method_id
  name           = "${var.name}-bot"
  login_name     = "${var.name}-bot"
  description    = "Login of ${var.name}. Its password is set by hand, see the outputs."
}

resource "boundary_user" "bot" {
  scope_id    = var.auth_method_scope_id
  name        = "${var.name}-bot"
  description = "The bot that opens and ends emergency access."
  account_ids = [boundary_account_password.bot.id]
}

resource "boundary_role" "bot" {
  scope_id        = var.auth_method_scope_id
  name            = "${var.name}-bot"
  description     = "Lets ${var.name} find people, and read and delete its own tokens."
  grant_scope_ids = ["this"]
  principal_ids   = [boundary_user.bot.id]
  grant_strings = [
    "ids=*;type=user;actions=list,no-op;output_fields=id,name,email,login_name,full_name",
    "ids=*;type=auth-token;actions=list,read:self,delete:self",
  ]
}

resource "boundary_role" "bot_target" {
  for_each = var.targets

  scope_id        = each.value.project_id
  name            = "${var.name}-bot-${each.key}"
  description     = "Lets ${var.name} fill and empty the slots of ${each.key}, and end sessions."
  grant_scope_ids = ["this"]
  principal_ids   = [boundary_user.bot.id]
  grant_strings = [
    "ids=${join(",", local.slot_ids[each.key])};actions=read,set-principals",
    "ids=*;type=session;actions=list,read,cancel",
    "ids=${each.value.target_id};actions=read",
  ]
}

resource "boundary_role" "bot_people" {
  for_each = var.people_scope_ids

  scope_id        = each.value
  name            = "${var.name}-bot-people"
  description     = "Lets ${var.name} find people's users by their accounts."
  grant_scope_ids = ["this"]
  principal_ids   = [boundary_user.bot.id]
  grant_strings = [
    "ids=*;type=account;actions=list,read",
    "ids=*;type=user;actions=list,read",
  ]
}

resource "boundary_role" "bot_hard_kill" {
  for_each = var.hard_kill ? setunion([var.auth_method_scope_id], var.people_scope_ids) : []

  scope_id        = each.value
  name            = "${var.name}-bot-hard-kill"
  description     = "Lets ${var.name} delete people's tokens, which ends all that they have open."
  grant_scope_ids = ["this"]
  principal_ids   = [boundary_user.bot.id]
  grant_strings   = ["ids=*;type=auth-token;actions=delete"]
}

# ---- emergency accounts: nobody can log in until the bot sets a password, and nobody afterwards ----

resource "boundary_account_password" "emergency" {
  for_each = local.accounts

  auth_method_id = var.auth_method_id
  name           = each.value.name
  login_name     = each.value.name
  description    = "Emergency account of ${var.name} for ${each.value.target}. It has a password only during a grant."
}

resource "boundary_user" "emergency" {
  for_each = local.accounts

  scope_id    = var.auth_method_scope_id
  name        = each.value.name
  description = "Stands in for a person whose own login does not work."
  account_ids = [boundary_account_password.emergency[each.key].id]
}

resource "boundary_role" "bot_accounts" {
  for_each = local.with_accounts

  scope_id        = var.auth_method_scope_id
  name            = "${var.name}-bot-accounts-${each.key}"
  description     = "Lets ${var.name} enable and disable the emergency accounts of ${each.key}."
  grant_scope_ids = ["this"]
  principal_ids   = [boundary_user.bot.id]
  grant_strings = [
    "ids=${join(",", local.emergency_accounts[each.key][*].account)};actions=read,set-password",
    "ids=${join(",", local.emergency_accounts[each.key][*].user)};actions=read",
    "ids=*;type=auth-token;actions=list,read,delete",
  ]
}
