//! Which settings `dt.*` are there?

use std::ffi::{CStr, CString};

use dyntables_access::claims::Names;
use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting, PostgresGucEnum};

static USER_ID: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static ORG_ID: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static USER_ROLE: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static CLAIM_USER: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(Some(c"sub"));
static CLAIM_ORG: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(Some(c"org_id"));
static CLAIM_ROLE: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(Some(c"role"));
static TENANCY: GucSetting<TenancySetting> = GucSetting::<TenancySetting>::new(TenancySetting::Auto);
static MAX_PAGE_SIZE: GucSetting<i32> = GucSetting::<i32>::new(1_000);
static TYPE_INDEXED_COLUMNS: GucSetting<bool> = GucSetting::<bool>::new(true);
static DEFINITION_CACHE_SIZE: GucSetting<i32> = GucSetting::<i32>::new(1_000);
static MAX_IMPORT_SIZE: GucSetting<i32> = GucSetting::<i32>::new(256 << 20);
static MAX_FILE_SIZE: GucSetting<i32> = GucSetting::<i32>::new(100 << 10);
static MAX_FILES_SIZE: GucSetting<i32> = GucSetting::<i32>::new(0);
static THUMBNAILS: GucSetting<bool> = GucSetting::<bool>::new(true);
static PLAN_CACHE_SIZE: GucSetting<i32> = GucSetting::<i32>::new(256);

/// The values of `dt.tenancy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PostgresGucEnum)]
pub enum TenancySetting {
    /// The database serves one organisation.
    #[name = c"single"]
    Single,
    /// It serves several.
    #[name = c"multi"]
    Multi,
    /// It serves several as soon as a table of an organisation exists.
    #[name = c"auto"]
    Auto,
}

/// Makes the settings known to PostgreSQL.
pub fn define() {
    let text = |name: &'static CStr, short: &'static CStr, setting, context| {
        GucRegistry::define_string_guc(name, short, c"", setting, context, GucFlags::default());
    };
    let (anybody, superuser) = (|| GucContext::Userset, || GucContext::Suset);
    text(c"dt.user_id", c"The calling user's id, as the application knows it.", &USER_ID, anybody());
    text(c"dt.org_id", c"The calling user's organisation.", &ORG_ID, anybody());
    text(c"dt.user_role", c"What the user is: member, org_admin or platform_admin.", &USER_ROLE, anybody());
    text(c"dt.claim_user", c"The JWT claim with the user's id: a key or a path.", &CLAIM_USER, superuser());
    text(c"dt.claim_org", c"The JWT claim with the organisation: a key or a path.", &CLAIM_ORG, superuser());
    text(c"dt.claim_role", c"The JWT claim with the user's role: a key or a path.", &CLAIM_ROLE, superuser());
    GucRegistry::define_enum_guc(
        c"dt.tenancy",
        c"Whether the database serves one organisation or several; auto: several as soon as one has a table.",
        c"",
        &TENANCY,
        superuser(),
        GucFlags::default(),
    );
    GucRegistry::define_bool_guc(
        c"dt.type_indexed_columns",
        c"Whether columns of small tables get a plain column when they are indexed.",
        c"",
        &TYPE_INDEXED_COLUMNS,
        GucContext::Userset,
        GucFlags::default(),
    );
    GucRegistry::define_bool_guc(
        c"dt.thumbnails",
        c"Whether thumbnails of images are made.",
        c"",
        &THUMBNAILS,
        superuser(),
        GucFlags::default(),
    );
    let kilobytes = |name, short, long, setting, least| {
        GucRegistry::define_int_guc(
            name,
            short,
            long,
            setting,
            least,
            i32::MAX,
            superuser(),
            GucFlags::UNIT_KB,
        );
    };
    kilobytes(
        c"dt.max_file_size",
        c"The most bytes that a file in the database can have.",
        c"",
        &MAX_FILE_SIZE,
        1,
    );
    kilobytes(
        c"dt.max_files_size",
        c"The most bytes that all files of an organisation in the database can have.",
        c"0 is no limit. Equal contents count once.",
        &MAX_FILES_SIZE,
        0,
    );
    let number = |name, short, setting, least, most| {
        GucRegistry::define_int_guc(
            name,
            short,
            c"",
            setting,
            least,
            most,
            GucContext::Userset,
            GucFlags::default(),
        );
    };
    number(
        c"dt.max_page_size",
        c"The most records that a page of dt_page can have.",
        &MAX_PAGE_SIZE,
        1,
        1_000_000,
    );
    number(
        c"dt.definition_cache_size",
        c"How many definitions of tables a session keeps.",
        &DEFINITION_CACHE_SIZE,
        1,
        1_000_000,
    );
    number(
        c"dt.plan_cache_size",
        c"How many plans of generated SQL a session keeps.",
        &PLAN_CACHE_SIZE,
        1,
        100_000,
    );
    GucRegistry::define_int_guc(
        c"dt.max_import_size",
        c"The largest file that dt_import takes as one argument.",
        c"Larger files are imported in chunks: dt_import_begin.",
        &MAX_IMPORT_SIZE,
        1_024,
        1_023 << 20,
        GucContext::Userset,
        GucFlags::UNIT_BYTE,
    );
}

fn text(setting: &GucSetting<Option<CString>>) -> Option<String> {
    setting.get().map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty())
}

/// `dt.user_id`, if it is set.
pub fn user_id() -> Option<String> {
    text(&USER_ID)
}

/// `dt.org_id`, if it is set.
pub fn org_id() -> Option<String> {
    text(&ORG_ID)
}

/// `dt.user_role`, if it is set.
pub fn user_role() -> Option<String> {
    text(&USER_ROLE)
}

/// `dt.claim_user`, `dt.claim_org` and `dt.claim_role`.
pub fn claim_names() -> Names {
    let name = |setting| text(setting).unwrap_or_default();
    Names { user: name(&CLAIM_USER), org: name(&CLAIM_ORG), role: name(&CLAIM_ROLE) }
}

/// `dt.tenancy`.
pub fn tenancy() -> TenancySetting {
    TENANCY.get()
}

/// `dt.type_indexed_columns`.
pub fn type_indexed_columns() -> bool {
    TYPE_INDEXED_COLUMNS.get()
}

/// `dt.max_page_size`, in records.
pub fn max_page_size() -> i64 {
    i64::from(MAX_PAGE_SIZE.get())
}

/// `dt.max_import_size`, in bytes.
pub fn max_import_size() -> usize {
    usize::try_from(MAX_IMPORT_SIZE.get()).unwrap_or(usize::MAX)
}

/// `dt.max_file_size`, in bytes.
pub fn max_file_size() -> i64 {
    i64::from(MAX_FILE_SIZE.get()) << 10
}

/// `dt.max_files_size`, in bytes; `None` if there is no limit.
pub fn max_files_size() -> Option<i64> {
    Some(i64::from(MAX_FILES_SIZE.get()) << 10).filter(|most| *most > 0)
}

/// `dt.thumbnails`.
pub fn thumbnails() -> bool {
    THUMBNAILS.get()
}

/// `dt.plan_cache_size`, in plans.
pub fn plan_cache_size() -> usize {
    usize::try_from(PLAN_CACHE_SIZE.get()).unwrap_or(1)
}

/// `dt.definition_cache_size`, in definitions.
pub fn definition_cache_size() -> usize {
    usize::try_from(DEFINITION_CACHE_SIZE.get()).unwrap_or(1)
}
