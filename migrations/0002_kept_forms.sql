CREATE TABLE `kept_forms` (
	`user_id` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `kept_forms_by_expiry` ON `kept_forms` (`expires_at_ms`);