locals {
  databases = { for target, it in var.targets : target => merge(it.database, {
    longest = it.longest
    role    = coalesce(it.database.role, target)
  }) if it.database != null }

  # What a request's own token may use.
  uses = {
    for target, it in var.targets : target => merge(
      { for name, database in local.databases : "${database.mount}/creds/${database.role}" => ["read"] if name == target },
      it.paths,
    )
  }

  bot_rights = merge(
    {
      # Every token role of that name is made here, so a new target needs no new rule.
      "auth/token/create/${var.name}-*" = "update"
      "auth/token/roles/${var.name}-*"  = "read"
      "auth/token/lookup-accessor"      = "update"
      "auth/token/renew-accessor"       = "update"
      "auth/token/revoke-accessor"      = "update"
      "sys/leases/lookup"               = "update"
      "sys/leases/renew"                = "update"
      "sys/leases/revoke"               = "update"
    },
    # Only lets `check` look.
    { for database in values(local.databases) : "${database.mount}/roles/+" => "read" },
  )
}

# ---- what a request's own token may do, and nobody else ----

resource "vault_policy" "target" {
  for_each = local.uses

  name = "${var.name}-${each.key}"
  policy = join("", [
    for path, capabilities in each.value : "path \"${path}\" { capabilities = ${jsonencode(capabilities)} }\n"
  ])
}

resource "vault_token_auth_backend_role" "target" {
  for_each = var.targets

  role_name        = "${var.name}-${each.key}"
  allowed_policies = [vault_policy.target[each.key].name]

  # Orphans live on when the bot's own login ends, so a restart cuts nobody off; and they end
  # by Vault's own clock, also when the bot is gone for good.
  orphan                  = true
  renewable               = true
  token_explicit_max_ttl  = each.value.longest
  token_no_default_policy = true
  token_type              = "service"
}

# ---- database users, made for one grant each ----

resource "vault_mount" "database" {
  for_each = var.database_mounts

  path = each.value
  type = "database"
}

resource "vault_database_secret_backend_role" "target" {
  for_each = local.databases

  backend = each.value.mount
  name    = each.value.role
  db_name = each.value.connection

  creation_statements = coalesce(each.value.creation_statements, concat(
    ["CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'"],
    each.value.grants,
  ))

  # A dropped user's open connections would go on, and a user who owns something cannot be dropped.
  # The first statement lets an administrator who is no superuser do the rest.
  revocation_statements = coalesce(each.value.revocation_statements, [
    "GRANT \"{{name}}\" TO CURRENT_USER",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}'",
    "REASSIGN OWNED BY \"{{name}}\" TO CURRENT_USER",
    "DROP OWNED BY \"{{name}}\"",
    "DROP ROLE IF EXISTS \"{{name}}\"",
  ])

  default_ttl = each.value.default_ttl
  max_ttl     = each.value.longest

  depends_on = [vault_mount.database]
}

# ---- the bot's own login; its secret id is made by hand, so that none is kept in the state ----

resource "vault_auth_backend" "approle" {
  count = var.create_approle_mount ? 1 : 0

  type = "approle"
  path = var.approle_mount
}

resource "vault_policy" "bot" {
  name = "${var.name}-bot"
  policy = join("", [
    for path, capability in local.bot_rights : "path \"${path}\" { capabilities = [\"${capability}\"] }\n"
  ])
}

resource "vault_approle_auth_backend_role" "bot" {
  backend               = var.approle_mount
  role_name             = var.name
  token_policies        = [vault_policy.bot.name]
  token_ttl             = var.bot_token_ttl
  secret_id_bound_cidrs = var.bot_cidrs
  token_bound_cidrs     = var.bot_cidrs

  depends_on = [vault_auth_backend.approle]
}
