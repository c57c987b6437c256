// What requests about users may ask for, and which fields of a user leave the service.

export const roles = ["admin", "editor", "viewer"];

/** Query parameters of GET /api/users. */
export const listUsersQuery = {
  role: { type: "string", enum: roles },
};

const publicFields = ["id", "name", "email", "role"];

/** Reads query parameters by their schema: `{ value }`, or `{ error }` with a sentence for the caller. */
export function readQuery(schema, params) {
  const value = {};
  for (const [name, text] of params) {
    const rule = schema[name];
    if (!rule) return { error: `Unknown parameter: ${name}` };
    if (rule.enum && !rule.enum.includes(text)) {
      return { error: `${name} must be one of ${rule.enum.join(", ")}` };
    }
    value[name] = text;
  }
  return { value };
}

export function toPublicUser(user) {
  return Object.fromEntries(publicFields.map((field) => [field, user[field]]));
}
