//! Changing customers.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::customer::{
    Customer as Aggregate, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer,
    TagCustomer, UntagCustomer,
};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::text::{CustomerName, Tag};
use tenantry_projections::customers;
use uuid::Uuid;

use super::object::Customer;
use crate::schema::approvals::{Approval, ChangeUserError, Wishing, ask};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::told::{Receipt, Refused, Unmet, given, payload, user_errors};

user_errors! {
    /// Why a wish about a customer was turned down.
    CustomerUserError, CustomerErrorCode {
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// A customer with this id is registered already, under another name or archived.
        CustomerExists,
        /// The customer is archived and changes no more.
        CustomerArchived,
        /// The customer is part of another one and changes no more.
        CustomerMerged,
        /// The customer is in as many groups as one can be.
        CustomerTagsFull,
    }
}

/// Who is to be registered.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerRegisterInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// What people call it.
    name: String,
    /// Its UUID, where one is given from outside. Otherwise it follows from the idempotency key.
    customer_id: Option<String>,
}

/// A customer, and the name it goes by from now on.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerRenameInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer.
    id: ID,
    /// What people call it now.
    name: String,
}

/// A customer and a group.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerTagInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer.
    id: ID,
    /// The group.
    tag: String,
}

/// A customer, and a group it is in.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerUntagInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The customer.
    id: ID,
    /// The group.
    tag: String,
}

/// Who is to be archived.
#[derive(Debug, InputObject)]
pub(crate) struct CustomerArchiveInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for whoever decides about it.
    reason: String,
    /// The customer.
    id: ID,
}

payload! {
    /// What came of registering a customer.
    CustomerRegisterPayload {
        /// The customer as it stands now.
        customer: Customer, CustomerUserError
    }
}
payload! {
    /// What came of renaming a customer.
    CustomerRenamePayload {
        /// The customer as it stands now.
        customer: Customer, CustomerUserError
    }
}
payload! {
    /// What came of putting a customer into a group.
    CustomerTagPayload {
        /// The customer as it stands now.
        customer: Customer, CustomerUserError
    }
}
payload! {
    /// What came of taking a customer out of a group.
    CustomerUntagPayload {
        /// The customer as it stands now.
        customer: Customer, CustomerUserError
    }
}
payload! {
    /// What came of asking for a customer to be archived.
    CustomerArchivePayload {
        /// What was asked for, as it stands now.
        approval: Approval, ChangeUserError
    }
}

/// A command to one customer, and how it is to be recorded.
struct Wish<'a> {
    id: Uuid,
    command: CustomerCommand,
    key: &'a str,
    reason: Option<&'a str>,
}

async fn carry_out(
    desk: Desk<'_>,
    wish: Result<Wish<'_>, Unmet>,
) -> Result<(Receipt, Option<Customer>), Unmet> {
    let wish = wish?;
    let asked = desk.asked(wish.key, wish.reason)?;
    let done = desk
        .tell::<Aggregate>(wish.id.to_string(), wish.command, asked)
        .await?;
    let found = if desk.shows(done.receipt.position, &["customers"]).await? {
        let id = CustomerId::new(wish.id);
        customers::get(desk.projections(), desk.msp(), id)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(Customer)))
}

fn customer(id: &ID) -> Result<Uuid, Unmet> {
    Ok(given(Kind::Customer, id, "id")?)
}

fn group(text: &str) -> Result<Tag, Unmet> {
    Ok(Tag::new(text).map_err(|error| Refused::from(error).at("tag"))?)
}

#[derive(Debug, Default)]
pub(crate) struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Registers a customer. Roles: Tech, Admin. Event: `CustomerRegistered`. Asked again with the
    /// same idempotency key it answers as it did then.
    async fn customer_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: CustomerRegisterInput,
    ) -> Result<CustomerRegisterPayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let given = input
                .customer_id
                .as_deref()
                .map(str::parse::<CustomerId>)
                .transpose();
            let given = given.map_err(|error| Refused::from(error).at("customerId"))?;
            let of_key = || desk.id_of(&input.idempotency_key);
            let name =
                CustomerName::new(&input.name).map_err(|error| Refused::from(error).at("name"))?;
            Ok(Wish {
                id: given.map_or_else(of_key, CustomerId::as_uuid),
                command: CustomerCommand::Register(RegisterCustomer {
                    name,
                    origin: CustomerOrigin::Entered,
                }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(CustomerRegisterPayload::told(
            carry_out(desk, wish()).await,
        )?)
    }

    /// Gives a customer another name. Roles: Tech, Admin. Event: `CustomerRenamed`; none when it
    /// goes by that name already. Asked again with the same idempotency key it answers as it did
    /// then.
    async fn customer_rename(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and how it is called now.")] input: CustomerRenameInput,
    ) -> Result<CustomerRenamePayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let name =
                CustomerName::new(&input.name).map_err(|error| Refused::from(error).at("name"))?;
            Ok(Wish {
                id: customer(&input.id)?,
                command: CustomerCommand::Rename(RenameCustomer { name }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(CustomerRenamePayload::told(carry_out(desk, wish()).await)?)
    }

    /// Puts a customer into a group. Roles: Tech, Admin. Event: `CustomerTagged`; none when it is in
    /// it already. Asked again with the same idempotency key it answers as it did then.
    async fn customer_tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and which group.")] input: CustomerTagInput,
    ) -> Result<CustomerTagPayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let tag = group(&input.tag)?;
            Ok(Wish {
                id: customer(&input.id)?,
                command: CustomerCommand::Tag(TagCustomer { tag }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(CustomerTagPayload::told(carry_out(desk, wish()).await)?)
    }

    /// Takes a customer out of a group. Roles: Tech, Admin. Event: `CustomerUntagged`; none when it
    /// is not in it. Asked again with the same idempotency key it answers as it did then.
    async fn customer_untag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and which group.")] input: CustomerUntagInput,
    ) -> Result<CustomerUntagPayload> {
        let desk = Desk::operating(ctx)?;
        let wish = || {
            let tag = group(&input.tag)?;
            Ok(Wish {
                id: customer(&input.id)?,
                command: CustomerCommand::Untag(UntagCustomer { tag }),
                key: &input.idempotency_key,
                reason: input.reason.as_deref(),
            })
        };
        Ok(CustomerUntagPayload::told(carry_out(desk, wish()).await)?)
    }

    /// Asks for a customer to be archived: it changes no more then, and its history stays. Nothing changes
    /// until another admin approves. Roles: Tech, Admin. Event: `ApprovalRequested`; once it is approved,
    /// `CustomerArchived` and what the approval's story tells. Asked again with the same idempotency key it
    /// answers as it did then.
    async fn customer_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and why.")] input: CustomerArchiveInput,
    ) -> Result<CustomerArchivePayload> {
        let kind = OperationKind::ArchiveCustomer;
        let wish = Wishing::asking(kind, &input.idempotency_key, &input.reason);
        let at = wish.for_customer(&input.id).operating(ctx).await?;
        let operation = customer(&input.id).map(|id| Operation::ArchiveCustomer {
            customer_id: CustomerId::new(id),
        });
        Ok(CustomerArchivePayload::told(ask(at, operation).await)?)
    }
}
