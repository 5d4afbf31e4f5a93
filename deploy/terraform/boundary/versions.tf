terraform {
  required_version = ">= 1.5, < 2.0"

  required_providers {
    boundary = {
      source  = "hashicorp/boundary"
      version = ">= 1.5.0, < 2.0.0"
    }
  }
}
