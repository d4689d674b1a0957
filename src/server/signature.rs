//! What does a function in C take and return, and does SQL declare it so?
//!
//! PostgreSQL believes the declaration of a function in C. A superuser can declare one with other types, and an
//! install script can be of another version than the library: the function would then take one thing for another, and
//! read memory that is not its own. So each function has a signature, which is compared with its entry in `pg_proc`
//! before an argument is read: at its first call in a session, and again after a change of an entry.

use std::ffi::{CStr, CString, c_char};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use dyntables_values::Error;
use pgrx::pg_catalog::pg_proc::{PgProc, ProArgMode, ProKind};
use pgrx::pg_sys;

use crate::server::types::Type;

/// A name and its type.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub type_: Type,
}

/// What a function returns.
#[derive(Debug, Clone, Copy)]
pub enum Returns {
    /// One value.
    One(Type),
    /// Any number of values.
    SetOf(Type),
    /// Any number of rows of these columns, two or more.
    Table(&'static [Named]),
    /// Nothing: it is a procedure, which CALL runs.
    Procedure,
}

/// What a function in C takes and returns.
#[derive(Debug)]
pub struct Signature {
    /// The name under which the library exports it.
    pub symbol: &'static str,
    /// Its arguments, in order.
    pub arguments: &'static [Named],
    /// Its result.
    pub returns: Returns,
}

impl Signature {
    /// Fails unless the function of this OID is declared so. Names are not compared: they decide on how a function is
    /// called, not on what it reads.
    #[cold]
    pub fn check(&self, function: pg_sys::Oid) -> Result<(), Error> {
        let is_it = PgProc::new(function).is_some_and(|declared| {
            declared.prokind() == self.returns.kind()
                && have_types(self.arguments, &declared.proargtypes())
                && self.returns.is_declared(&declared)
        });
        if is_it { Ok(()) } else { Err(self.misdeclared(function)) }
    }

    fn misdeclared(&self, function: pg_sys::Oid) -> Error {
        // SAFETY: makes a name in the memory of the call; of an OID that is no function's, its digits.
        let declared = unsafe { text(pg_sys::format_procedure(function)) };
        let signature = match self.returns {
            Returns::Procedure => format!("PROCEDURE ({})", self.argument_list()),
            _ => format!("FUNCTION ({}) RETURNS {}", self.argument_list(), self.result()),
        };
        Error::misdeclared(&declared, self.symbol, &signature)
    }

    /// The arguments as SQL declares them.
    pub fn argument_list(&self) -> String {
        list(self.arguments)
    }

    /// The result as SQL declares it; empty for a procedure.
    pub fn result(&self) -> String {
        match self.returns {
            Returns::One(type_) => name_of(type_),
            Returns::SetOf(type_) => format!("SETOF {}", name_of(type_)),
            Returns::Table(columns) => format!("TABLE({})", list(columns)),
            Returns::Procedure => String::new(),
        }
    }
}

impl Returns {
    fn kind(self) -> ProKind {
        match self {
            Returns::Procedure => ProKind::Procedure,
            _ => ProKind::Function,
        }
    }

    fn is_declared(self, declared: &PgProc) -> bool {
        let is_output = |mode: &ProArgMode| !matches!(mode, ProArgMode::In | ProArgMode::Variadic);
        let outputs = declared.proargmodes().into_iter().zip(declared.proallargtypes());
        let outputs: Vec<_> = outputs.filter(|(mode, _)| is_output(mode)).map(|(_, type_)| type_).collect();
        let (type_, is_set, columns) = match self {
            Returns::One(type_) => (type_, false, &[][..]),
            Returns::SetOf(type_) => (type_, true, &[][..]),
            Returns::Table(columns) => (Type::Own(pg_sys::RECORDOID), true, columns),
            Returns::Procedure => (Type::Own(pg_sys::VOIDOID), false, &[][..]),
        };
        declared.prorettype() == type_.oid()
            && declared.proretset() == is_set
            && have_types(columns, &outputs)
    }
}

/// Whether these have the types, in order.
fn have_types(named: &[Named], types: &[pg_sys::Oid]) -> bool {
    named.len() == types.len() && named.iter().zip(types).all(|(named, oid)| named.type_.oid() == *oid)
}

fn list(named: &[Named]) -> String {
    let one = |named: &Named| {
        let name = CString::new(named.name).unwrap_or_default();
        // SAFETY: a NUL-terminated name; the result is that name, or in the memory of the call.
        let name = unsafe { text(pg_sys::quote_identifier(name.as_ptr())) };
        format!("{name} {}", name_of(named.type_))
    };
    named.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn name_of(type_: Type) -> String {
    // SAFETY: makes a name in the memory of the call, for any OID.
    unsafe { text(pg_sys::format_type_be(type_.oid())) }
}

/// A copy of a text.
///
/// # Safety
/// The text must be NUL-terminated.
unsafe fn text(text: *const c_char) -> String {
    // SAFETY: the caller's.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// How often an entry of `pg_proc` has changed.
static CHANGES: AtomicU32 = AtomicU32::new(0);

/// Asks PostgreSQL to tell of changes of functions. Called once per backend.
pub fn register() {
    // SAFETY: the callback has the declared type and lives as long as the library, which is never unloaded.
    unsafe {
        pg_sys::CacheRegisterSyscacheCallback(
            pg_sys::SysCacheIdentifier::PROCOID as i32,
            Some(function_changed),
            pg_sys::Datum::from(0),
        );
    }
}

unsafe extern "C-unwind" fn function_changed(_argument: pg_sys::Datum, _cache: i32, _hash: u32) {
    CHANGES.fetch_add(1, Ordering::Relaxed);
}

/// Which function was last found to be declared as its signature says, and when that was. For every call but the first,
/// the check is the comparison of a number.
pub struct Checked(AtomicU64);

impl Checked {
    /// No function, before the first call.
    pub const fn nothing() -> Self {
        Checked(AtomicU64::new(u64::MAX))
    }

    /// Fails unless the function is declared as its signature says. It is looked at only once.
    #[inline]
    pub fn check(&self, signature: &Signature, function: pg_sys::Oid) -> Result<(), Error> {
        let now = u64::from(CHANGES.load(Ordering::Relaxed)) << 32 | u64::from(function.to_u32());
        if self.0.load(Ordering::Relaxed) != now {
            signature.check(function)?;
            self.0.store(now, Ordering::Relaxed);
        }
        Ok(())
    }
}
