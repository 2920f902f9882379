-- A row never moves to another organization: one trigger for each table that has an org_id.
CREATE TRIGGER `organizations_keeps_org_id` BEFORE UPDATE OF `org_id` ON `organizations`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `memberships_keeps_org_id` BEFORE UPDATE OF `org_id` ON `memberships`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
--> statement-breakpoint
CREATE TRIGGER `tasks_keeps_org_id` BEFORE UPDATE OF `org_id` ON `tasks`
WHEN NEW.`org_id` IS NOT OLD.`org_id`
BEGIN
	SELECT RAISE(ABORT, 'org_id never changes');
END;
