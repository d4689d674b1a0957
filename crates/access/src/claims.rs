//! What do the claims of a JSON Web Token say of the caller? Only their content is read here: whoever set them has
//! verified the signature.

use dyntables_values::error::Error;
use dyntables_values::text::Object;
use serde_json::Value;

/// The names of the claims. A name is a key, or else a path: `app_metadata.org_id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// That of the user's id.
    pub user: String,
    /// That of the organisation.
    pub org: String,
    /// That of the user's role.
    pub role: String,
}

/// What claims say. What they do not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// The user's id.
    pub user: Option<String>,
    /// The organisation.
    pub org: Option<String>,
    /// The role, whatever it is.
    pub role: Option<String>,
}

/// Reads claims. 42501 if they are no JSON object, or if the user or the organisation is neither a text nor a number:
/// a caller who is not understood is nobody, and not one without an organisation.
pub fn read(text: &str, names: &Names) -> Result<Claims, Error> {
    let Ok(Value::Object(claims)) = serde_json::from_str::<Value>(text) else {
        return Err(unfit("request.jwt.claims is not a JSON object".to_owned()));
    };
    Ok(Claims {
        user: named(&claims, &names.user)?,
        org: named(&claims, &names.org)?,
        // PostgREST has the database role there, and others have lists.
        role: at(&claims, &names.role).and_then(Value::as_str).map(ToOwned::to_owned),
    })
}

fn named(claims: &Object, name: &str) -> Result<Option<String>, Error> {
    match at(claims, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(_) => Err(unfit(format!("the claim {name} is neither a text nor a number"))),
    }
}

/// The claim of a name. The whole name goes before a path, because keys may have dots: `https://example.com/org`.
fn at<'a>(claims: &'a Object, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        rest.split('.').try_fold(claims.get(first)?, |value, step| value.get(step))
    })
}

fn unfit(message: String) -> Error {
    Error::not_allowed(
        message,
        "The settings dt.claim_user, dt.claim_org and dt.claim_role say where in the claims user, organisation and role are.",
    )
}

#[cfg(test)]
mod tests {
    use super::{Claims, Names, read};

    fn claims(text: &str) -> Result<Claims, String> {
        let names = Names {
            user: "sub".to_owned(),
            org: "app_metadata.org_id".to_owned(),
            role: "https://example.com/role".to_owned(),
        };
        read(text, &names).map_err(|error| error.message().to_owned())
    }

    fn found(user: Option<&str>, org: Option<&str>, role: Option<&str>) -> Result<Claims, String> {
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        Ok(Claims { user: owned(user), org: owned(org), role: owned(role) })
    }

    #[test]
    fn claims_are_read_by_path() {
        let all =
            r#"{"sub": "u1", "app_metadata": {"org_id": "acme"}, "https://example.com/role": "org_admin"}"#;
        assert_eq!(claims(all), found(Some("u1"), Some("acme"), Some("org_admin")));
        assert_eq!(
            claims(r#"{"sub": 7, "app_metadata": {"org_id": 42}}"#),
            found(Some("7"), Some("42"), None)
        );
        assert_eq!(
            claims(r#"{"app_metadata.org_id": "whole", "app_metadata": 1}"#),
            found(None, Some("whole"), None)
        );
        for none in [r"{}", r#"{"app_metadata": {"org_id": null}}"#, r#"{"app_metadata": {"org_id": ""}}"#] {
            assert_eq!(claims(none), found(None, None, None), "{none}");
        }
        let role = r#"{"https://example.com/role": ["a"]}"#;
        assert_eq!(claims(role), found(None, None, None));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in ["null", "[]", "\"acme\"", "{", "", "12", "nonsense"] {
            assert!(claims(text).is_err(), "{text}");
        }
        for org in ["{}", "[\"acme\"]", "true"] {
            assert!(claims(&format!("{{\"app_metadata\": {{\"org_id\": {org}}}}}")).is_err(), "{org}");
        }
        assert!(claims(r#"{"sub": {"id": 1}}"#).is_err());
    }
}
