// Uses the types made of openapi.json; it is only type-checked.
import type { components, paths } from "./schema";

type Ok<Path extends keyof paths, Method extends keyof paths[Path], Status extends number> =
  paths[Path][Method] extends { responses: Record<Status, { content: { "application/json": infer Body } }> }
    ? Body
    : never;

type Meeting = components["schemas"]["Meeting"];
type Problem = components["schemas"]["Problem"];

export function title(meeting: Ok<"/api/meetings/{id}/", "get", 200>): string {
  const answers: Meeting["participants"][number]["status"][] = meeting.participants.map((p) => p.status);
  return `${meeting.title} (${answers.join(", ")})`;
}

export function next(page: Ok<"/api/meetings/", "get", 200>): string | null {
  return page.results.some((item) => item.is_organiser) ? page.next : page.previous;
}

export function created(meeting: Ok<"/api/meetings/", "post", 201>): number {
  return Object.keys(meeting.conflicts ?? {}).length;
}

export function userOf(logIn: Ok<"/api/auth/login/", "post", 200>): string | null {
  return logIn.user.username;
}

export function message(problem: Problem): string {
  return problem.code === "scheduling_conflict" ? "Somebody is busy." : problem.detail;
}

export const body: components["schemas"]["NewMeeting"] = {
  title: "Planning",
  start_time: "2026-12-03T09:00:00Z",
  end_time: "2026-12-03T10:00:00Z",
  participants: [{ email: "grace@example.com" }],
};
