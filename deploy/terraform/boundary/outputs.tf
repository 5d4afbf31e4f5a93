output "slots" {
  description = "The slots of each target, for `slots` in the policy."
  value       = local.slot_ids
}

output "emergency_accounts" {
  description = "The emergency accounts of each target that has some, each with its user and login name."
  value       = local.emergency_accounts
}

output "bot_user_id" {
  description = "The bot's user in Boundary."
  value       = boundary_user.bot.id
}

output "bot_account_id" {
  description = "The bot's account, which has no password yet."
  value       = boundary_account_password.bot.id
}

output "set_password" {
  description = "Command that gives the bot's account its password; it asks for it. Write the same into the file that `boundary.password` names."
  value       = "boundary accounts set-password -id ${boundary_account_password.bot.id}"
}

output "config" {
  description = "Lines for the section `boundary` of the configuration, to which `addr` and `password` have to be added."
  value       = <<-EOT
    boundary:
      authMethod: ${var.auth_method_id}
      loginName: ${boundary_account_password.bot.login_name}
  EOT
}

output "policy" {
  description = "The section `boundary` of each target of the policy."
  value = join("\n", flatten(["targets:", [
    for target, it in var.targets : concat([
      "  ${target}:",
      "    boundary:",
      "      project: ${it.project_id}",
      "      target: ${it.target_id}",
      "      slots: [${join(", ", local.slot_ids[target])}]",
      ], it.emergency_accounts == 0 ? [] : ["      emergency_accounts:"], [
      for account in lookup(local.emergency_accounts, target, []) :
      "        - {account: ${account.account}, user: ${account.user}, auth_method: ${var.auth_method_id}, login_name: ${account.login_name}}"
    ])
  ]]))
}
