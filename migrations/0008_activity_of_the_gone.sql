ALTER TABLE `activity` ADD `subject_gone` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- A thing's last row is its deletion, so each row is marked at most once.
CREATE TRIGGER `activity_marks_the_gone` AFTER INSERT ON `activity`
WHEN NEW.`action` GLOB '*.deleted'
BEGIN
	UPDATE `activity` SET `subject_gone` = 1
	WHERE `org_id` = NEW.`org_id` AND `subject_kind` = NEW.`subject_kind` AND `subject_id` = NEW.`subject_id`;
END;
--> statement-breakpoint
-- What is there already.
UPDATE `activity` SET `subject_gone` = 1
WHERE EXISTS (
	SELECT 1 FROM `activity` AS `deletion`
	WHERE `deletion`.`org_id` = `activity`.`org_id` AND `deletion`.`subject_id` = `activity`.`subject_id`
		AND `deletion`.`subject_kind` = `activity`.`subject_kind` AND `deletion`.`action` GLOB '*.deleted'
);
--> statement-breakpoint
DROP INDEX `activity_of_deletions`;
