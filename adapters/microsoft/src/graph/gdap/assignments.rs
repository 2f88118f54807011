//! Roles in the hands of groups.

use crate::graph::client::{API, GraphRequest};
use crate::graph::gdap::operations::accepted;
use crate::graph::gdap::rows::{ASSIGNMENT, AccessDetails, AssignmentRow, Container};
use crate::graph::gdap::{Gdap, MANY, RELATIONSHIPS, open_minded};
use async_trait::async_trait;
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::gdap::{
    AssignmentId, Etag, Operation, OperationId, Partner, RelationshipId, RoleAssignment,
    RoleAssignments, RoleSet, RolesChange,
};
use tenantry_domain::cloud::{Cause, CloudFault, Effect};
use tenantry_http::Method;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewAssignment {
    access_container: Container,
    access_details: AccessDetails,
}

fn all(relationship: &RelationshipId) -> String {
    format!("{RELATIONSHIPS}/{relationship}/accessAssignments")
}

fn one(relationship: &RelationshipId, id: &AssignmentId) -> String {
    format!("{}/{id}", all(relationship))
}

fn single(row: AssignmentRow, effect: Effect) -> Result<RoleAssignment, CloudFault> {
    row.assignment().ok_or_else(|| {
        let detail = "the assignment has no id that can be used";
        let mut fault = CloudFault::new(Cause::AnswerUnreadable, API, detail);
        fault.effect = effect;
        fault
    })
}

#[async_trait]
impl RoleAssignments for Gdap {
    async fn list(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
    ) -> Result<Vec<RoleAssignment>, CloudFault> {
        let request = open_minded(GraphRequest::get(all(relationship)).select(ASSIGNMENT));
        let pages = self.graph.pages::<AssignmentRow>(self.at(partner), request);
        let rows = pages.all(MANY).await?;
        Ok(rows
            .into_iter()
            .filter_map(AssignmentRow::assignment)
            .collect())
    }

    async fn get(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
    ) -> Result<RoleAssignment, CloudFault> {
        let request = open_minded(GraphRequest::get(one(relationship, id)).select(ASSIGNMENT));
        let row = self.graph.read(self.at(partner), request).await?;
        single(row, Effect::None)
    }

    async fn assign(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        group: GroupId,
        roles: &RoleSet,
    ) -> Result<RoleAssignment, CloudFault> {
        let body = NewAssignment {
            access_container: Container {
                access_container_id: Some(group.to_string()),
                access_container_type: Some("securityGroup".to_owned()),
            },
            access_details: AccessDetails::of(roles),
        };
        let request = GraphRequest::new(Method::POST, all(relationship)).json(&body)?;
        let row = self
            .graph
            .read(self.at(partner), open_minded(request))
            .await?;
        single(row, Effect::Unknown)
    }

    async fn change_roles(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
        etag: &Etag,
        roles: &RoleSet,
        within: Duration,
    ) -> Result<RolesChange, CloudFault> {
        let request = GraphRequest::new(Method::PATCH, one(relationship, id))
            .json(&json!({ "accessDetails": AccessDetails::of(roles) }))?
            .if_match(etag.as_str());
        let answer = self
            .graph
            .send(self.at(partner), open_minded(request))
            .await?;
        if answer.status == 202 {
            let operation = accepted(&self.graph, &answer)?;
            return self.outcome(partner, relationship, operation, within).await;
        }
        Ok(RolesChange::NothingToDo)
    }

    async fn operation(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &OperationId,
    ) -> Result<Operation, CloudFault> {
        self.operation_of(partner, relationship, id).await
    }

    async fn remove(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
        etag: &Etag,
    ) -> Result<(), CloudFault> {
        let request =
            GraphRequest::new(Method::DELETE, one(relationship, id)).if_match(etag.as_str());
        match self.graph.send(self.at(partner), request).await {
            Err(fault) if fault.cause != Cause::NotThere => Err(fault),
            _ => Ok(()),
        }
    }
}
