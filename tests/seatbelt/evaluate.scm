;; SPDX-License-Identifier: Apache-2.0
;; evaluate.scm - what a profile of macOS's sandbox allows, written from descriptions of that
;; language and from nothing of compiler/, so that neither repeats the other's mistakes.
;;
;; guile evaluate.scm OPERATIONS reads requests, a line each, its fields parted by tabs:
;;
;;   param NAME VALUE       a parameter of the next profile
;;   profile FILE           from here on this one is asked
;;   ask EXPECTED PART...   EXPECTED is allow, deny, or ? (then the verdicts are printed); a PART is
;;                          OPERATION KEY VALUE..., and "|" parts it from the next; all must be
;;                          allowed
;;   rules                  how many rules are there, and words and strings in them?
;;   mutants                which changes to the profile does no request since `profile' notice?
;;
;; A profile that cannot be read, or that says something which is not known here, ends it all: an
;; evaluator that goes on after what it did not understand proves nothing.

(use-modules (ice-9 rdelim) (ice-9 match) (ice-9 binary-ports) (ice-9 exceptions)
             (rnrs bytevectors) (srfi srfi-1) (srfi srfi-11))

(define (refuse format . arguments)
  (raise-exception (make-exception-with-message
                    (apply simple-format #f format arguments))))

;;; The operations: name -> parent, or the built-in verdict where there is none.

(define parents (make-hash-table))
(define builtin (make-hash-table))

(define (load-operations file)
  (call-with-input-file file
    (lambda (port)
      (let next ((line (read-line port)))
        (unless (eof-object? line)
          (match (string-split line #\tab)
            (("operation" . _) #f)
            ((name "" verdict . _) (hash-set! builtin name (string->symbol verdict)))
            ((name parent . _) (hash-set! parents name parent))
            (_ #f)) ; the comment
          (next (read-line port)))))))

;; OPERATION, what it falls back to, and so on.
(define (lineage operation)
  (let ((parent (hash-ref parents operation)))
    (cond (parent (cons operation (lineage parent)))
          ((hash-ref builtin operation) (list operation))
          (else (refuse "no operation '~a'" operation)))))

(define (builtin-verdict line)
  (eq? (hash-ref builtin (last line)) 'allow))

(define aliases
  '(("process-exec" . "process-exec*") ("sysctl-write" . "sysctl*")
    ("ipc-posix-shm" . "ipc-posix-shm*") ("ipc-posix-sem" . "ipc-posix-sem*")
    ("file-unlink" . "file-write-unlink")))

(include "read.scm")
(include "filter.scm")

;;; Rules: #(allow? operations filter), filter #f for none.

(define (compile-rule form params)
  (match form
    ((action words ...)
     (let-values (((operations filters) (span symbol? words)))
       (let ((names (map symbol->string operations)))
         (unless (memq action '(allow deny))
           (refuse "no rule: ~s" form))
         (when (null? names)
           (refuse "a rule for no operation: ~s" form))
         (let ((names (map (lambda (name) (or (assoc-ref aliases name) name)) names)))
           (for-each lineage names) ; is there such an operation?
           (vector (eq? action 'allow) names
                   (and (pair? filters)
                        (any-of (map (lambda (filter) (compile-filter filter params))
                                     filters))))))))
    (_ (refuse "no rule: ~s" form))))

(define (check-version forms)
  (unless (and (pair? forms) (equal? (car forms) '(version #{1}#)))
    (refuse "it does not begin with (version 1)"))
  (when (assq 'version (cdr forms))
    (refuse "a second version")))

;; What two models of precedence say of a request: operation -> rules, the last one first.
;; "fallback": the rules of an operation itself come before those of its parent; of them, those
;; with a filter before those without.  "naive": the last rule that matches.

(define (named? rule operation)
  (member operation (vector-ref rule 1)))

(define (memoize make)
  (let ((known (make-hash-table)))
    (lambda (key)
      (or (hash-ref known key)
          (let ((made (make key)))
            (hash-set! known key made)
            made)))))

(define (first-match rules request otherwise)
  (let next ((rules rules))
    (cond ((null? rules) (otherwise))
          ((let ((filter (vector-ref (car rules) 2))) (or (not filter) (filter request)))
           (vector-ref (car rules) 0))
          (else (next (cdr rules))))))

(define (fallback-model rules)
  (define reversed (reverse rules))
  (define ordered
    (memoize
     (lambda (operation)
       (let-values (((filtered bare)
                     (partition (lambda (rule) (vector-ref rule 2))
                                (filter (lambda (rule) (named? rule operation)) reversed))))
         (append filtered bare)))))
  (lambda (request)
    (let ((line (lineage (assq-ref request 'operation))))
      (let next ((operations line))
        (if (null? operations)
            (builtin-verdict line)
            (first-match (ordered (car operations)) request
                         (lambda () (next (cdr operations)))))))))

(define (naive-model rules)
  (define reversed (reverse rules))
  (define ordered
    (memoize
     (lambda (operation)
       (let ((line (lineage operation)))
         (filter (lambda (rule) (any (lambda (operation) (named? rule operation)) line))
                 reversed)))))
  (lambda (request)
    (let ((operation (assq-ref request 'operation)))
      (first-match (ordered operation) request
                   (lambda () (builtin-verdict (lineage operation)))))))

;; All parts of a request must be allowed.
(define (all-allowed? model parts)
  (every model parts))

;;; Mutants of a profile: (name . forms).

(define (without forms index)
  (append (take forms index) (drop forms (+ index 1))))

(define (instead forms index form)
  (append (take forms index) (cons form (drop forms (+ index 1)))))

;; FORM with one thing inside left out, in each way there is: (name . form).
(define (thinner form)
  (append-map
   (lambda (index)
     (let ((part (list-ref form index)))
       (append
        (if (or (and (symbol? part) (not (memq (car form) '(allow deny))))
                (memq (car form) '(string-append param require-not)))
            '()
            (list (cons (if (twin? part form) 'twin 'thin)
                        (cons part (without form index)))))
        (if (and (pair? part) (symbol? (car part)) (memq (car part) '(require-all require-any)))
            (map (lambda (inner)
                   (match inner
                     ((kind what . part) (cons* kind what (instead form index part)))))
                 (thinner part))
            '()))))
   (iota (- (length form) 1) 1)))

;; A literal is excluded beside the subpath that has it, too.
(define (twin? part form)
  (match part
    (('require-not ('literal path)) (and (member `(require-not (subpath ,path)) form) #t))
    (_ #f)))

(define (mutants forms)
  (append-map
   (lambda (index)
     (let ((form (list-ref forms index)))
       (append
        (list (cons* 'drop form (without forms index))
              (cons* 'flip form
                     (instead forms index
                              (cons (if (eq? (car form) 'allow) 'deny 'allow) (cdr form)))))
        (filter-map
         (lambda (inner)
           (match inner
             ((kind what . thin)
              ;; Of a rule for nothing the reader thinks what the test of the reader says.
              (and (any symbol? (cdr thin))
                   (cons* kind what (instead forms index thin))))))
         (thinner form)))))
   (iota (length forms))))

;; The forms without PART, wherever it stands, for each exclusion there is.
(define (without-part form part)
  (if (list? form)
      (map (lambda (inner) (without-part inner part)) (delete part form))
      form))

(define (exclusions form)
  (cond ((not (list? form)) '())
        ((eq? (car form) 'require-not) (list form))
        (else (append-map exclusions form))))

(define (excluding-less forms)
  (map (lambda (part) (cons* 'everywhere part (map (lambda (form) (without-part form part)) forms)))
       (delete-duplicates (append-map exclusions forms))))

;; TEXT with one backslash less, in each way there is.
(define (unescaped text)
  (filter-map (lambda (index)
                (and (char=? (string-ref text index) #\\)
                     (string-append (substring text 0 index) (substring text (+ index 1)))))
              (iota (string-length text))))

;;; The requests.

(define text #f)   ; of the profile
(define rules '()) ; without the version
(define params '())
(define next-params '())
(define fallback #f)
(define naive #f)
(define asked '()) ; (parts . verdict)
(define all 0)
(define allowed 0)
(define differences 0)
(define disagreements 0)
(define tried 0)

(define (compile-rules forms)
  (map (lambda (form) (compile-rule form params)) forms))

(define (start file)
  (set! params next-params)
  (set! next-params '())
  (set! asked '())
  (set! text (read-bytes file))
  (let ((forms (write-out (read-forms text))))
    (check-version forms)
    (set! rules (cdr forms)))
  (let ((compiled (compile-rules rules)))
    (set! fallback (fallback-model compiled))
    (set! naive (naive-model compiled))))

;; OPERATION KEY VALUE...
(define (read-part fields)
  (cons (cons 'operation (car fields))
        (let next ((fields (cdr fields)))
          (match fields
            (() '())
            ((key text . rest) (acons (string->symbol key) text (next rest)))))))

(define (read-parts fields)
  (let-values (((part rest) (break (lambda (field) (string=? field "|")) fields)))
    (cons (read-part part)
          (if (null? rest) '() (read-parts (cdr rest))))))

(define (word verdict)
  (if verdict "allow" "deny"))

(define (say . fields)
  (display (string-join fields "\t"))
  (newline))

(define (ask expected fields)
  (let* ((parts (read-parts fields))
         (verdicts (map fallback parts))
         (others (map naive parts))
         (verdict (every identity verdicts))
         (other (every identity others)))
    (set! asked (acons parts verdict asked))
    (set! all (+ all 1))
    (when verdict
      (set! allowed (+ allowed 1)))
    (cond ((string=? expected "?") (say (word verdict) (word other)))
          ((not (string=? expected (word verdict)))
           (set! differences (+ differences 1))
           (say "differs" expected (word verdict) (string-join fields " "))))
    (unless (or (equal? verdicts others) (string=? expected "?"))
      (set! disagreements (+ disagreements 1))
      (say "models-differ" (word verdict) (word other) (string-join fields " ")))))

(define (noticed? forms)
  (let ((model (fallback-model (compile-rules forms))))
    (any (lambda (request)
           (not (eq? (cdr request) (all-allowed? model (car request)))))
         asked)))

;; A mutant that is refused is noticed.
(define (tolerated? forms)
  (guard (why (#t #f))
    (not (noticed? forms))))

;; A form as it was read.
(define (written form)
  (match form
    (('string . (? string? text))
     (string-append "\"" (string-concatenate
                          (map (lambda (char)
                                 (if (memv char '(#\\ #\")) (string #\\ char) (string char)))
                               (string->list text))) "\""))
    (('raw . (? string? text)) (string-append "#\"" text "\""))
    ((? symbol? name) (symbol->string name))
    (_ (string-append "(" (string-join (map written form) " ") ")"))))

;; Whether the text is refused counts as much as that it says something else.
(define (text-noticed? text)
  (guard (why (#t #t))
    (let ((forms (write-out (read-forms text))))
      (check-version forms)
      (noticed? (cdr forms)))))

(define (try-mutants)
  (for-each (lambda (mutant)
              (match mutant
                ((kind what . forms)
                 (set! tried (+ tried 1))
                 (when (tolerated? forms)
                   (say "survivor" (symbol->string kind) (written what))))))
            (append (mutants rules) (excluding-less rules)))
  (for-each (lambda (mutant)
              (set! tried (+ tried 1))
              (unless (text-noticed? mutant)
                (say "survivor" "unescape" "")))
            (unescaped text)))

;; How many words and strings there are.
(define (leaves form)
  (if (list? form) (apply + (map leaves form)) 1))

(define (obey line)
  (match (string-split line #\tab)
    (("param" name text) (set! next-params (acons name text next-params)))
    (("profile" file) (start file))
    (("ask" expected fields ..1) (ask expected fields))
    (("rules") (say "rules" (number->string (length rules)) (number->string (leaves rules))))
    (("mutants") (try-mutants))))

(define (main arguments)
  (set-port-encoding! (current-input-port) "ISO-8859-1")
  (set-port-encoding! (current-output-port) "ISO-8859-1")
  (load-operations (cadr arguments))
  (guard (why (#t (say "refused"
                       (if (and (exception-with-message? why)
                                (not (exception-with-irritants? why)))
                           (exception-message why)
                           (with-output-to-string
                             (lambda ()
                               (print-exception (current-output-port) #f
                                                (exception-kind why) (exception-args why))))))
                  (exit 1)))
    (let next ((line (read-line)))
      (unless (eof-object? line)
        (obey line)
        (next (read-line)))))
  (say "total" (number->string all) (number->string allowed) (number->string differences)
       (number->string disagreements) (number->string tried)))

(main (command-line))
