output "role_id" {
  description = "The bot's role id, for `vault.roleId`. It opens nothing without a secret id."
  value       = vault_approle_auth_backend_role.bot.role_id
}

output "secret_id" {
  description = "Command that makes a secret id. Write its answer into the file that `vault.secretId` names."
  value       = "vault write -f -field=secret_id auth/${var.approle_mount}/role/${vault_approle_auth_backend_role.bot.role_name}/secret-id"
}

output "config" {
  description = "Lines for the section `vault` of the configuration, to which `addr` and `secretId` have to be added."
  value       = <<-EOT
    vault:
      approleMount: ${var.approle_mount}
      roleId: ${vault_approle_auth_backend_role.bot.role_id}
  EOT
}

output "policy" {
  description = "The section `vault` of each target of the policy that gets a database user."
  value = join("\n", flatten(["targets:", [
    for target, database in local.databases : [
      "  ${target}:",
      "    vault:",
      "      - name: ${target}",
      "        kind: database",
      "        path: ${database.mount}/creds/${database.role}",
      "        token_role: ${vault_token_auth_backend_role.target[target].role_name}",
      "        policies: [${vault_policy.target[target].name}]",
      "        default_ttl: ${database.default_ttl}s",
    ]
  ]]))
}
