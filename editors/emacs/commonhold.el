;;; commonhold.el --- Commonhold through Eglot  -*- lexical-binding: t; -*-

;; Copy this file to a folder of your `load-path' and put (require 'commonhold) into your init file.
;; Findings appear through Flymake; `M-x eglot-code-actions' on one offers its fixes.

(require 'eglot)

(defvar commonhold-modes
  '(markdown-mode gfm-mode rst-mode adoc-mode text-mode latex-mode LaTeX-mode html-mode mhtml-mode git-commit-mode)
  "Major modes in which Commonhold checks what is written.
Eglot has one server for a mode, so the modes of programming languages are not among them.")

(add-to-list 'eglot-server-programs (cons commonhold-modes '("commonhold" "lsp")))

(dolist (mode commonhold-modes)
  (add-hook (intern (concat (symbol-name mode) "-hook")) #'eglot-ensure))

(provide 'commonhold)
;;; commonhold.el ends here
