;; A person at Emacs: waits for findings, takes a fix, and says what she sees.  -*- lexical-binding: t; -*-
(setq eglot-sync-connect 30 create-lockfiles nil make-backup-files nil)
(require 'commonhold)
(require 'cl-lib)

(defun wait-for (what true-now)
  "Handle what processes send until TRUE-NOW returns something."
  (let ((end (+ (float-time) 30)))
    (while (not (funcall true-now))
      (when (> (float-time) end)
        (princ (format "waited in vain for %s\n" what))
        (kill-emacs 3))
      (accept-process-output nil 0.05))))

(defun found ()
  "Return the words that Flymake marks."
  (mapcar (lambda (one) (buffer-substring-no-properties (flymake-diagnostic-beg one) (flymake-diagnostic-end one)))
          (sort (flymake-diagnostics)
                (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other))))))

(find-file (car command-line-args-left))
(run-hooks 'post-command-hook) ; a command has just been carried out
(wait-for "findings" (lambda () (equal (found) '("teh" "the the"))))
(princ (format "found %S\n" (found)))
(goto-char (point-min))
(search-forward "teh")
(backward-char 1)
(cl-letf (((symbol-function 'completing-read)
           (lambda (_ offered &rest _) (cl-find-if (lambda (one) (string-prefix-p "Change to" one)) (all-completions "" offered)))))
  (let ((last-nonmenu-event ?a)) ; a key, not the mouse
    (call-interactively #'eglot-code-actions)))
(princ (format "now %s\n" (buffer-substring-no-properties (point-min) (line-end-position))))
(save-buffer)
(wait-for "the fix" (lambda () (equal (found) '("the the"))))
(kill-emacs 0)
