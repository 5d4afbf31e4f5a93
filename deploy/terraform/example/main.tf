# Both modules with one target. Copy this folder, replace the lines marked FILL, then
# `terraform init`, `terraform plan`, `terraform apply`. docs/install.md says what to do with the outputs.

terraform {
  required_version = ">= 1.5, < 2.0"

  required_providers {
    boundary = {
      source  = "hashicorp/boundary"
      version = ">= 1.5.0, < 2.0.0"
    }
    vault = {
      source  = "hashicorp/vault"
      version = ">= 4.0.0, < 6.0.0"
    }
  }
}

# The administrator's logins come from the environment: BOUNDARY_TOKEN, VAULT_TOKEN.
provider "boundary" {
  addr = "https://boundary.example.com:9200" # FILL
}

provider "vault" {
  address = "https://vault.example.com:8200" # FILL
}

module "boundary" {
  source = "../boundary"

  auth_method_id = "ampw_1234567890" # FILL
  targets = {
    orders-db = {
      project_id = "p_1234567890"    # FILL
      target_id  = "ttcp_1234567890" # FILL
    }
  }
}

module "vault" {
  source = "../vault"

  targets = {
    orders-db = {
      longest  = 14400
      database = { connection = "orders" } # FILL: the name of the connection in Vault
    }
  }
}

output "next_steps" {
  description = "Commands to run by hand, because their answers are secrets."
  value       = [module.boundary.set_password, module.vault.secret_id]
}

output "config" {
  description = "Lines for the configuration."
  value       = "${module.boundary.config}\n${module.vault.config}"
}

output "boundary_policy" {
  description = "Lines for the policy: what opens in Boundary."
  value       = module.boundary.policy
}

output "vault_policy" {
  description = "Lines for the policy: what is issued in Vault."
  value       = module.vault.policy
}
