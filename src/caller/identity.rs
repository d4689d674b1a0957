//! Who is calling? A role that is bound to an identity has that one, whatever its settings say. Else the settings that an
//! application makes per transaction say it, where these are silent the JWT claims that PostgREST and Supabase set, and
//! where these are silent, too, the database role.

use std::cell::RefCell;
use std::rc::Rc;

use dyntables_access::claims::{self, Claims, Names};
use dyntables_access::identity::{Identity, UserRole};
use dyntables_values::Error;
use dyntables_values::moment::Moment;
use pgrx::pg_sys;

use crate::caller::bindings;
use crate::server::{backend, guc, pattern, zones};

/// What an identity is made of. As long as it is the same, so is the identity.
#[derive(PartialEq)]
struct Made {
    session: pg_sys::Oid,
    outer: pg_sys::Oid,
    bindings: u64,
    user: Option<String>,
    org: Option<String>,
    role: Option<String>,
    claims: Option<String>,
    names: Names,
}

impl Made {
    fn now() -> Self {
        Made {
            session: backend::session_user(),
            outer: backend::outer_user(),
            bindings: bindings::generation(),
            user: guc::user_id(),
            org: guc::org_id(),
            role: guc::user_role(),
            claims: backend::setting(c"request.jwt.claims"),
            names: guc::claim_names(),
        }
    }

    fn identity(&self) -> Result<Identity, Error> {
        // Who has logged in as a bound role stays bound, whatever role is set.
        let bound = bindings::of(self.session).or_else(|| bindings::of(self.outer));
        if let Some(bound) = bound {
            return Ok(bound);
        }
        let claims = match &self.claims {
            Some(text) => claims::read(text, &self.names)?,
            None => Claims::default(),
        };
        // Who is named by a setting is nobody of whom claims speak.
        let claims = if self.user.is_some() { Claims::default() } else { claims };
        let role = self.role.clone().or(claims.role);
        fits(Identity {
            user: self.user.clone().or(claims.user).unwrap_or_else(backend::session_role),
            org: self.org.clone().or(claims.org),
            role: role.and_then(|name| UserRole::find(&name)).unwrap_or_default(),
        })
    }
}

/// An identity whose ids fit into indexes. 42501 for another: who is not understood is nobody.
fn fits(identity: Identity) -> Result<Identity, Error> {
    const MOST: usize = 255;
    let ids = [("user", Some(&identity.user)), ("organisation", identity.org.as_ref())];
    let longest = ids.into_iter().find(|(_, id)| id.is_some_and(|id| id.chars().count() > MOST));
    match longest {
        None => Ok(identity),
        Some((what, _)) => Err(Error::not_allowed(
            format!("the id of the {what} has more than {MOST} characters"),
            "dt_whoami() shows who is calling; dt.claim_user and dt.claim_org name the claims.",
        )),
    }
}

thread_local! {
    /// The identity that was asked for last.
    static LAST: RefCell<Option<(Made, Rc<Identity>)>> = const { RefCell::new(None) };
}

/// Forgets who has called. Called at the end of each transaction.
pub fn forget() {
    LAST.take();
}

/// Who is calling. 42501 if the claims are not understood.
pub fn current() -> Result<Rc<Identity>, Error> {
    let made = Made::now();
    let known = LAST.with_borrow(|last| {
        last.as_ref().filter(|(of, _)| *of == made).map(|(_, identity)| identity.clone())
    });
    if let Some(known) = known {
        return Ok(known);
    }
    let identity = Rc::new(made.identity()?);
    LAST.set(Some((made, identity.clone())));
    Ok(identity)
}

/// The binding of the role that calls, if it has one: the name of that role.
pub fn bound_role() -> Option<String> {
    let bound = [backend::session_user(), backend::outer_user()];
    bound.into_iter().find(|role| bindings::of(*role).is_some()).map(backend::role_name)
}

/// What defaults and relative dates refer to: the transaction's time, the session's zone and the user. Whoever asks has
/// asked for the identity before, so that claims which are not understood are refused there.
pub fn moment() -> Moment {
    Moment {
        now: backend::transaction_time(),
        zone: zones::session(),
        names_zone: false,
        user: current().map_or_else(|_| String::new(), |identity| identity.user.clone()),
        pattern_error: pattern::pattern_error,
    }
}
