//! The least that can answer the same: axum, sqlx, and the rows as JSON. No sign-in, no limits, no
//! schema.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use hyper::Method;
use serde::Serialize;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{PgPool, Row as _, SqlitePool};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::Question;
use crate::invitations;

#[derive(Debug, Serialize)]
struct Found {
    id: Uuid,
    name: String,
    domain: Option<String>,
    status: String,
    sources: String,
    delegation: String,
    legacy: bool,
    missed: bool,
    changed_at: i64,
    tenant_id: Uuid,
}

const COLUMNS: &str = "id, name, domain, status, delegation, legacy, missed, changed_at";

/// Serves the tables that another has filled.
pub(crate) async fn serve(url: &str) -> Question {
    let router = if let Some(path) = url.strip_prefix("sqlite:") {
        let path = std::path::Path::new(path).with_extension("query.db");
        let url = format!("sqlite:{}?mode=ro", path.display());
        let pool = SqlitePoolOptions::new()
            .max_connections(8)
            .connect(&url)
            .await;
        Router::new()
            .route("/", get(from_sqlite))
            .with_state(pool.expect("it is up"))
    } else {
        let pool = PgPoolOptions::new()
            .max_connections(10)
            .test_before_acquire(false)
            .connect(url)
            .await;
        Router::new()
            .route("/", get(from_postgres))
            .with_state(pool.expect("it is up"))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    Question {
        address,
        method: Method::GET,
        path: "/",
        authorization: String::new(),
        body: String::new(),
        mark: "\"tenant_id\"",
    }
}

async fn from_postgres(State(pool): State<PgPool>) -> Json<Vec<Found>> {
    let sql = format!(
        "select {COLUMNS}, sources::text as sources from query.tenants
         where msp_id = $1 order by name_key, id limit 50"
    );
    let rows = sqlx::query(&sql)
        .bind(invitations::msp(0).as_uuid())
        .fetch_all(&pool)
        .await;
    let tenant = |row: &sqlx::postgres::PgRow| Found {
        id: row.get("id"),
        tenant_id: row.get("id"),
        name: row.get("name"),
        domain: row.get("domain"),
        status: row.get("status"),
        sources: row.get("sources"),
        delegation: row.get("delegation"),
        legacy: row.get("legacy"),
        missed: row.get("missed"),
        changed_at: row.get("changed_at"),
    };
    Json(rows.expect("it is up").iter().map(tenant).collect())
}

async fn from_sqlite(State(pool): State<SqlitePool>) -> Json<Vec<Found>> {
    let sql = format!(
        "select {COLUMNS}, sources from tenants where msp_id = ?1 order by name_key, id limit 50"
    );
    let rows = sqlx::query(&sql)
        .bind(invitations::msp(0).as_uuid())
        .fetch_all(&pool)
        .await;
    let tenant = |row: &sqlx::sqlite::SqliteRow| Found {
        id: row.get("id"),
        tenant_id: row.get("id"),
        name: row.get("name"),
        domain: row.get("domain"),
        status: row.get("status"),
        sources: row.get("sources"),
        delegation: row.get("delegation"),
        legacy: row.get("legacy"),
        missed: row.get("missed"),
        changed_at: row.get("changed_at"),
    };
    Json(rows.expect("it is up").iter().map(tenant).collect())
}
