//! The settings of a column's type, which are read when they are first needed.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use crate::text::Object;

type Read = Box<dyn FnOnce() -> Object + Send>;

/// The settings of a column's type. Copies share them until one is changed. A list of 10,000 options costs a session
/// nothing until somebody asks for an option.
#[derive(Clone)]
pub struct Config {
    read: Arc<LazyLock<Object, Read>>,
    /// What tells stored settings from others, without reading them.
    fingerprint: Option<u64>,
}

impl Config {
    /// The settings that `read` will give. Settings with the same fingerprint are the same.
    pub fn read_by(fingerprint: u64, read: impl FnOnce() -> Object + Send + 'static) -> Self {
        Config { read: Arc::new(LazyLock::new(Box::new(read))), fingerprint: Some(fingerprint) }
    }

    /// Changes the settings. Copies that were made before keep theirs.
    pub fn edit<T>(&mut self, change: impl FnOnce(&mut Object) -> T) -> T {
        let mut object = Object::clone(self);
        let result = change(&mut object);
        *self = object.into();
        result
    }
}

impl From<Object> for Config {
    fn from(object: Object) -> Self {
        static EMPTY: LazyLock<Config> = LazyLock::new(|| known(Object::new()));
        if object.is_empty() { EMPTY.clone() } else { known(object) }
    }
}

fn known(object: Object) -> Config {
    let read: LazyLock<Object, Read> = LazyLock::new(Box::new(move || object));
    LazyLock::force(&read);
    Config { read: Arc::new(read), fingerprint: None }
}

impl Default for Config {
    fn default() -> Self {
        Object::new().into()
    }
}

impl Deref for Config {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.read
    }
}

impl PartialEq for Config {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.read, &other.read)
            || (self.fingerprint.is_some() && self.fingerprint == other.fingerprint)
            || **self == **other
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
