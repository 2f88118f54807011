//! Who asks for policies too quickly must wait.

use crate::room::{Room, refused};

#[tokio::test]
async fn conditional_access_does_not_say_when() {
    let room = Room::with("users = 10").await;
    let at = "/v1.0/identity/conditionalAccess/policies";
    assert_eq!(room.get(at).await.status, 200);
    let seen = room.get(at).await;
    refused(&seen, 429, "TooManyRequests");
    assert_eq!(seen.header("Retry-After"), "");
    room.wait(1);
    assert_eq!(room.get(at).await.status, 200);
}
