// What the service answers about users. Knows no HTTP beyond status codes.
import { listUsersQuery, readQuery, toPublicUser } from "./schema.js";
import { findUser, listUsers } from "./store.js";

/** GET /api/users: every user that fits, as a plain array. */
export function getUsers(params) {
  const query = readQuery(listUsersQuery, params);
  if (query.error) return { status: 400, body: { error: query.error } };
  return { status: 200, body: listUsers(query.value).map(toPublicUser) };
}

/** GET /api/users/:id */
export function getUser(id) {
  const user = findUser(Number(id));
  if (!user) return { status: 404, body: { error: `There is no user ${id}` } };
  return { status: 200, body: toPublicUser(user) };
}
