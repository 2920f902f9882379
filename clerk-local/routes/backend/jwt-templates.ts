import type { JwtTemplateJSON } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import { notPlayed, wrongField } from "#clerk-local/errors.ts";
import * as rules from "#clerk-local/rules/jwt-templates.ts";
import type { JwtTemplateRecord } from "#clerk-local/state/records.ts";
import { inOrder } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import { deletedJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/jwt_templates, newest first (backend/api/endpoints/JwtTemplatesApi.ts). */
export function listTemplates({ tables, query }: Call): Response {
  const templates = inOrder(query, tables.jwtTemplates.all(), { created_at: (one) => one.createdAtMs });
  return answerPage(query, templates.map(templateJson));
}

/** GET /v1/jwt_templates/:id (backend/api/endpoints/JwtTemplatesApi.ts). */
export function getTemplate({ tables, segment }: Call): Response {
  return Response.json(templateJson(rules.templateOf(tables, segment("id"))));
}

/** POST /v1/jwt_templates (backend/api/endpoints/JwtTemplatesApi.ts). */
export function createTemplate(call: Call): Response {
  const given = fieldsOf(call);
  return Response.json(templateJson(rules.createTemplate(call.tables, given, call.clock.nowMs)));
}

/** PATCH /v1/jwt_templates/:id (backend/api/endpoints/JwtTemplatesApi.ts). */
export function updateTemplate(call: Call): Response {
  const { tables, clock, segment } = call;
  const template = rules.templateOf(tables, segment("id"));
  const updated = rules.updateTemplate(tables, { template, given: fieldsOf(call) }, clock.nowMs);
  return Response.json(templateJson(updated));
}

/** DELETE /v1/jwt_templates/:id (backend/api/endpoints/JwtTemplatesApi.ts). */
export function deleteTemplate({ tables, segment }: Call): Response {
  const { id } = rules.templateOf(tables, segment("id"));
  tables.jwtTemplates.remove(id);
  return Response.json(deletedJson("jwt_template", id));
}

function fieldsOf({ fields }: Call): rules.JwtTemplateFields {
  const claims = fields.object("claims");
  if (claims === null) throw wrongField("form_param_nil", "claims", "Say which claims it has.");
  if (fields.flag("custom_signing_key") === true) throw notPlayed("custom_signing_key");
  return {
    name: fields.required("name"),
    claims,
    lifetimeSeconds: fields.number("lifetime"),
    clockSkewSeconds: fields.number("allowed_clock_skew"),
  };
}

function templateJson(template: JwtTemplateRecord): JwtTemplateJSON {
  return {
    object: "jwt_template",
    id: template.id,
    name: template.name,
    claims: template.claims,
    lifetime: template.lifetimeSeconds,
    allowed_clock_skew: template.clockSkewSeconds,
    custom_signing_key: false,
    signing_algorithm: "RS256",
    created_at: template.createdAtMs,
    updated_at: template.updatedAtMs,
  };
}
