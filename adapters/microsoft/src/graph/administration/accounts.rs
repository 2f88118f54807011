//! Accounts are made, put into the bin, and taken out of it.

use super::{Administration, reading, refusals};
use crate::graph::client::GraphRequest;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tenantry_domain::cloud::administration::{Deletion, NewAccount, SignIn};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_domain::country::Country;
use tenantry_http::Method;
use uuid::Uuid;

/// An account as Graph wants it described; what is not said is not sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct New<'a> {
    account_enabled: bool,
    user_principal_name: &'a str,
    mail_nickname: &'a str,
    display_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_location: Option<&'a str>,
    password_profile: Password<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Password<'a> {
    force_change_password_next_sign_in: bool,
    password: &'a str,
}

#[derive(Deserialize)]
struct Made {
    id: Uuid,
}

pub(super) async fn create(
    administration: &Administration,
    tenant: TenantId,
    new: &NewAccount,
    password: &SecretValue,
) -> Result<UserId, CloudFault> {
    let body = New {
        account_enabled: new.sign_in == SignIn::Allowed,
        user_principal_name: new.name.as_str(),
        mail_nickname: new.name.nickname(),
        display_name: &new.display_name,
        given_name: new.given_name.as_deref(),
        surname: new.surname.as_deref(),
        job_title: new.job_title.as_deref(),
        department: new.department.as_deref(),
        usage_location: new.usage_location.as_ref().map(Country::as_str),
        password_profile: Password {
            force_change_password_next_sign_in: true,
            password: password.expose(),
        },
    };
    let request = GraphRequest::new(Method::POST, "/users").json(&body)?;
    let (graph, at) = (&administration.graph, administration.at(tenant));
    let made: Result<Made, CloudFault> = graph.read(at, request).await;
    match made {
        Ok(made) => Ok(UserId::new(made.id)),
        Err(fault) => Err(without(fault, password, new)),
    }
}

/// Nothing that was sent is repeated in a fault, should a cloud ever repeat it.
fn without(mut fault: CloudFault, password: &SecretValue, new: &NewAccount) -> CloudFault {
    let detail = fault.detail.to_lowercase();
    let secrets = [password.expose(), new.name.as_str(), &new.display_name];
    if secrets
        .iter()
        .any(|text| detail.contains(&text.to_lowercase()))
    {
        "the cloud's words repeat what was sent, and are left out".clone_into(&mut fault.detail);
    }
    fault
}

pub(super) async fn delete(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
) -> Result<Deletion, CloudFault> {
    let request = GraphRequest::new(Method::DELETE, format!("/users/{id}"));
    let (graph, at) = (&administration.graph, administration.at(tenant));
    match graph.send(at, request).await {
        Ok(_) => Ok(Deletion::InBin),
        Err(fault) if fault.cause == Cause::NotThere => {
            let in_bin = reading::in_bin(administration, tenant, id).await?;
            Ok(match in_bin {
                Some(_) => Deletion::InBin,
                None => Deletion::NotSeen,
            })
        }
        Err(fault) => Err(refusals::explained(administration, tenant, id, fault).await),
    }
}

pub(super) async fn restore(
    administration: &Administration,
    tenant: TenantId,
    id: UserId,
) -> Result<(), CloudFault> {
    let path = format!("/directory/deletedItems/{id}/restore");
    let request = GraphRequest::new(Method::POST, path).json(&json!({}))?;
    let (graph, at) = (&administration.graph, administration.at(tenant));
    match graph.send(at, request).await {
        Ok(_) => Ok(()),
        Err(fault) if fault.cause == Cause::NotThere => {
            match reading::in_directory(administration, tenant, id).await? {
                Some(_) => Ok(()),
                None => Err(fault),
            }
        }
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_not_repeated_in_a_fault() {
        let password = SecretValue::new("Hunter2-Hunter2").unwrap();
        let new = NewAccount {
            name: "ada@contoso.example".parse().unwrap(),
            display_name: "Ada Lovelace".to_owned(),
            given_name: None,
            surname: None,
            job_title: None,
            department: None,
            usage_location: None,
            sign_in: SignIn::Blocked,
        };
        for said in [
            "'hunter2-hunter2' is too simple",
            "ADA@contoso.example is taken",
            "there is an Ada Lovelace",
        ] {
            let fault = without(
                CloudFault::new(Cause::Refused, "graph", said),
                &password,
                &new,
            );
            assert!(!fault.to_string().contains(said), "{fault}");
        }
        let said = "A value is required for property 'x'.";
        let fault = without(
            CloudFault::new(Cause::Refused, "graph", said),
            &password,
            &new,
        );
        assert_eq!(fault.detail, said);
    }
}
