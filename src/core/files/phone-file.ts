/** What a phone may hang on one follow-up: enough for photos and a few minutes of voice on a poor line. */
export const PHONE_BYTES_MAX = 12 * 1024 * 1024
export const ACTIVITY_FILES_MAX = 6
