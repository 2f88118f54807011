//! One request for all who wait, and no more than needed after that.

use super::*;
use secrecy::ExposeSecret;
use std::sync::atomic::AtomicUsize;
use tenantry_domain::cloud::Cause;
use tokio::sync::Barrier;

const HOUR: Duration = Duration::from_hours(1);

fn key() -> Key {
    Key {
        app: Uuid::from_u128(1),
        tenant: TenantId::new(Uuid::from_u128(2)),
        resource: Resource::Graph,
        access: Access::App,
    }
}

/// Counts how often it was asked, and gives the number as token.
#[derive(Debug, Default)]
struct Cloud {
    asked: AtomicUsize,
}

impl Cloud {
    async fn token(&self, takes: Duration, lasts: Duration) -> Result<Fresh, CloudFault> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        tokio::time::sleep(takes).await;
        let token = SecretString::from(number.to_string());
        Ok(Fresh { token, lasts })
    }

    async fn fail(&self, cause: Cause) -> Result<Fresh, CloudFault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        Err(CloudFault::new(cause, "test", ""))
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn get(cache: &TokenCache, cloud: &Cloud) -> String {
    let token = cache.get(key(), async || {
        cloud.token(Duration::from_secs(1), HOUR).await
    });
    token.await.unwrap().expose_secret().to_owned()
}

async fn fail(cache: &TokenCache, cloud: &Cloud, cause: Cause) -> Cause {
    let token = cache.get(key(), async || cloud.fail(cause).await).await;
    token.unwrap_err().cause
}

#[tokio::test(start_paused = true)]
async fn however_many_wait_one_request_goes_out() {
    let (cache, cloud) = (Arc::new(TokenCache::default()), Arc::new(Cloud::default()));
    let all = (0..500).map(|_| {
        let (cache, cloud) = (Arc::clone(&cache), Arc::clone(&cloud));
        tokio::spawn(async move { get(&cache, &cloud).await })
    });
    for one in futures::future::join_all(all).await {
        assert_eq!(one.unwrap(), "1");
    }
    assert_eq!(cloud.asked(), 1);
    let other = Key {
        access: Access::Delegated,
        ..key()
    };
    let token = cache.get(other, async || cloud.token(Duration::ZERO, HOUR).await);
    assert_eq!(
        token.await.unwrap().expose_secret(),
        "2",
        "another key, another token"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_is_fetched_anew_before_it_ends() {
    let (cache, cloud) = (TokenCache::default(), Cloud::default());
    assert_eq!(get(&cache, &cloud).await, "1");
    tokio::time::advance(Duration::from_secs(3600 - 125)).await;
    assert_eq!(
        get(&cache, &cloud).await,
        "1",
        "it lasts for more than two minutes"
    );
    tokio::time::advance(Duration::from_secs(10)).await;
    assert_eq!(get(&cache, &cloud).await, "2");
    assert_eq!(cloud.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn while_one_fetches_the_others_use_what_still_lasts() {
    let (cache, cloud) = (Arc::new(TokenCache::default()), Arc::new(Cloud::default()));
    assert_eq!(get(&cache, &cloud).await, "1");
    tokio::time::advance(Duration::from_mins(59)).await;
    let (cache_, cloud_) = (Arc::clone(&cache), Arc::clone(&cloud));
    let fetching = tokio::spawn(async move { get(&cache_, &cloud_).await });
    tokio::task::yield_now().await;
    assert_eq!(get(&cache, &cloud).await, "1");
    assert_eq!(fetching.await.unwrap(), "2");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_by_those_who_waited_and_not_kept() {
    let (cache, cloud) = (Arc::new(TokenCache::default()), Arc::new(Cloud::default()));
    let barrier = Arc::new(Barrier::new(50));
    let all = (0..50).map(|_| {
        let (cache, cloud, barrier) =
            (Arc::clone(&cache), Arc::clone(&cloud), Arc::clone(&barrier));
        tokio::spawn(async move {
            barrier.wait().await;
            fail(&cache, &cloud, Cause::Unavailable).await
        })
    });
    for one in futures::future::join_all(all).await {
        assert_eq!(one.unwrap(), Cause::Unavailable);
    }
    assert_eq!(cloud.asked(), 1);
    assert_eq!(
        get(&cache, &cloud).await,
        "2",
        "what passes is tried again at once"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_mended_works_at_once() {
    let (cache, cloud) = (TokenCache::default(), Cloud::default());
    assert_eq!(
        fail(&cache, &cloud, Cause::SecretWrong).await,
        Cause::SecretWrong
    );
    assert_eq!(get(&cache, &cloud).await, "2");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_still_lasts_serves_while_the_cloud_fails() {
    let (cache, cloud) = (TokenCache::default(), Cloud::default());
    assert_eq!(get(&cache, &cloud).await, "1");
    tokio::time::advance(Duration::from_mins(59)).await;
    for _ in 0..3 {
        let token = cache.get(key(), async || cloud.fail(Cause::Unavailable).await);
        assert_eq!(token.await.unwrap().expose_secret(), "1");
    }
    assert_eq!(
        cloud.asked(),
        2,
        "the second one waits before it is tried again"
    );
    tokio::time::advance(REFRESH_PAUSE).await;
    assert_eq!(
        fail(&cache, &cloud, Cause::SecretExpired).await,
        Cause::SecretExpired
    );
    tokio::time::advance(Duration::from_secs(50)).await;
    assert_eq!(
        fail(&cache, &cloud, Cause::Unavailable).await,
        Cause::Unavailable
    );
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_while_fetching_leaves_the_next_to_fetch() {
    let (cache, cloud) = (Arc::new(TokenCache::default()), Arc::new(Cloud::default()));
    let spawn = || {
        let (cache, cloud) = (Arc::clone(&cache), Arc::clone(&cloud));
        tokio::spawn(async move { get(&cache, &cloud).await })
    };
    let (first, second) = (spawn(), spawn());
    tokio::task::yield_now().await;
    first.abort();
    assert_eq!(second.await.unwrap(), "2");
}

#[tokio::test(start_paused = true)]
async fn many_who_forget_at_once_cost_one_request() {
    let (cache, cloud) = (Arc::new(TokenCache::default()), Arc::new(Cloud::default()));
    assert_eq!(get(&cache, &cloud).await, "1");
    let all = (0..20).map(|_| {
        let (cache, cloud) = (Arc::clone(&cache), Arc::clone(&cloud));
        tokio::spawn(async move {
            cache.forget(key());
            get(&cache, &cloud).await
        })
    });
    for one in futures::future::join_all(all).await {
        assert_eq!(one.unwrap(), "2");
    }
    cache.forget(key());
    assert_eq!(get(&cache, &cloud).await, "3");
    cache.forget_all(key().app, Access::Delegated);
    assert_eq!(get(&cache, &cloud).await, "3");
    cache.forget_all(key().app, Access::App);
    assert_eq!(get(&cache, &cloud).await, "4");
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_refuses_every_token_is_not_asked_without_end() {
    let (cache, cloud) = (TokenCache::default(), Cloud::default());
    let short = async || cloud.token(Duration::from_millis(1), HOUR).await;
    for _ in 0..100 {
        cache.get(key(), short).await.unwrap();
        cache.forget(key());
    }
    assert_eq!(cloud.asked(), 11);
    tokio::time::advance(GIVEN_UP_WITHIN).await;
    cache.forget(key());
    cache.get(key(), short).await.unwrap();
    assert_eq!(cloud.asked(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_short_token_still_serves_all_who_waited_for_it() {
    let (cache, cloud) = (Arc::new(TokenCache::default()), Arc::new(Cloud::default()));
    let all = (0..50).map(|_| {
        let (cache, cloud) = (Arc::clone(&cache), Arc::clone(&cloud));
        tokio::spawn(async move {
            let short = Duration::from_mins(1);
            let token = cache.get(key(), async || {
                cloud.token(Duration::from_secs(1), short).await
            });
            token.await.unwrap().expose_secret().to_owned()
        })
    });
    for one in futures::future::join_all(all).await {
        assert_eq!(one.unwrap(), "1");
    }
}

#[tokio::test(start_paused = true)]
async fn places_that_are_empty_are_given_up() {
    let (cache, cloud) = (TokenCache::default(), Cloud::default());
    for number in 0..ROOM as u128 + 10 {
        let key = Key {
            tenant: TenantId::new(Uuid::from_u128(number)),
            ..key()
        };
        let token = cache.get(key, async || {
            cloud.token(Duration::ZERO, Duration::from_secs(30)).await
        });
        token.await.unwrap();
        tokio::time::advance(Duration::from_secs(30)).await;
    }
    assert!(
        lock(&cache.slots).len() < ROOM,
        "{}",
        lock(&cache.slots).len()
    );
}

#[test]
fn nothing_shows_the_token() {
    let fresh = Fresh {
        token: SecretString::from("hunter2"),
        lasts: HOUR,
    };
    let slot = Slot::default();
    assert!(!format!("{fresh:?}").contains("hunter2"));
    slot.land(Ok(fresh)).unwrap();
    assert!(!format!("{slot:?}").contains("hunter2"));
}
