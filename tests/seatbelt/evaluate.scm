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

;;; The reader: bytes, one character each.  Strings are (string . "..."), raw ones (raw . "...").

(define (read-bytes file)
  (let ((bytes (call-with-input-file file get-bytevector-all #:binary #t)))
    (when (eof-object? bytes)
      (refuse "~a: empty" file))
    (guard (why (#t (refuse "it is no UTF-8")))
      (utf8->string bytes))
    (let ((text (make-string (bytevector-length bytes))))
      (do ((i 0 (+ i 1))) ((= i (string-length text)) text)
        (string-set! text i (integer->char (bytevector-u8-ref bytes i)))))))

(define (control? char)
  (or (char<? char #\space) (char=? char #\delete)))

(define (ascii? char)
  (char<? char #\x80))

(define (blank? char)
  (memv char '(#\space #\newline #\tab)))

(define (symbol-char? char)
  (and (ascii? char)
       (or (char-alphabetic? char) (char-numeric? char) (memv char '(#\- #\* #\_ #\.)))))

(define string-max 255)
(define depth-max 64)

;; All forms of TEXT.
(define (read-forms text)
  (define end (string-length text))
  (define at 0)
  (define (peek) (if (< at end) (string-ref text at) (refuse "it ends too early")))
  (define (take) (let ((char (peek))) (set! at (+ at 1)) char))
  (define (wrong what)
    (refuse "line ~a: ~a" (+ 1 (string-count text #\newline 0 (min at end))) what))
  (define (skip)
    (when (< at end)
      (let ((char (string-ref text at)))
        (cond ((blank? char) (take) (skip))
              ((char=? char #\;)
               (let next ()
                 (let ((char (take)))
                   (unless (char=? char #\newline)
                     (when (or (control? char) (not (ascii? char)))
                       (wrong "a comment with more than printable ASCII"))
                     (next))))
               (skip))))))
  (define (delimited)
    (when (and (< at end) (not (blank? (peek))) (not (memv (peek) '(#\( #\) #\;))))
      (wrong "something follows without a blank")))
  (define (read-string raw?)
    (let next ((chars '()))
      (let ((char (take)))
        (cond ((char=? char #\")
               (delimited)
               (when (> (length chars) string-max)
                 (wrong "a string too long"))
               (cons (if raw? 'raw 'string) (list->string (reverse chars))))
              ((control? char) (wrong "a control character in a string"))
              ((and raw? (not (ascii? char))) (wrong "a raw string that is not ASCII"))
              ((and (not raw?) (char=? char #\\))
               (if (memv (peek) '(#\\ #\"))
                   (next (cons (take) chars))
                   (wrong "an escape that macOS drops the backslash of")))
              (else (next (cons char chars)))))))
  (define (read-symbol)
    (let ((start at))
      (let next ()
        (when (and (< at end) (symbol-char? (peek)))
          (take)
          (next)))
      (when (= start at)
        (wrong "a character that is not expected"))
      (delimited)
      (string->symbol (substring text start at))))
  (define (read-form depth)
    (when (> depth depth-max)
      (wrong "too many parentheses"))
    (case (peek)
      ((#\()
       (take)
       (let next ((forms '()))
         (skip)
         (if (char=? (peek) #\))
             (begin (take) (reverse forms))
             (next (cons (read-form (+ depth 1)) forms)))))
      ((#\") (take) (read-string #f))
      ((#\#) (take)
             (unless (char=? (take) #\")
               (wrong "expected a raw string"))
             (read-string #t))
      (else (read-symbol))))
  (let next ((forms '()))
    (skip)
    (cond ((= at end) (reverse forms))
          ((char=? (peek) #\() (next (cons (read-form 0) forms)))
          (else (wrong "expected a form")))))

;;; Values: text is known once the parameters are.

(define (value form params)
  (match form
    (('string . (? string? text)) text)
    (('raw . (? string? text)) text)
    (('param ('string . name))
     (or (assoc-ref params name) (refuse "no parameter '~a'" name)))
    (('string-append parts ..1)
     (string-concatenate (map (lambda (part) (value part params)) parts)))
    (_ (refuse "no value: ~s" form))))

;; What macOS compares with are whole, clean paths; from others nobody knows what they match.
(define (path form params)
  (let ((text (value form params)))
    (unless (and (string-prefix? "/" text)
                 (or (string=? text "/")
                     (not (any (lambda (part) (member part '("" "." "..")))
                               (cdr (string-split text #\/))))))
      (refuse "no clean path: ~s" text))
    text))

(define (within? inner outer)
  (or (string=? outer "/")
      (and (string-prefix? outer inner)
           (or (= (string-length inner) (string-length outer))
               (char=? (string-ref inner (string-length outer)) #\/)))))

;;; Regular expressions: a matcher is (text at next) -> whether NEXT takes the rest of it.

(define (compile-regex pattern)
  (define end (string-length pattern))
  (define at 0)
  (define (more?) (< at end))
  (define (peek) (and (more?) (string-ref pattern at)))
  (define (take) (if (more?) (let ((char (peek))) (set! at (+ at 1)) char)
                     (refuse "a regular expression that ends too early: ~s" pattern)))
  (define (one accepts?)
    (lambda (text i next)
      (and (< i (string-length text)) (accepts? (string-ref text i)) (next (+ i 1)))))
  (define (many item least)
    (lambda (text i next)
      (let again ((i i) (count 0))
        (or (item text i (lambda (j) (and (> j i) (again j (+ count 1)))))
            (and (>= count least) (next i))))))
  (define (bracket)
    (let ((negated? (and (eqv? (peek) #\^) (take))))
      (let next ((ranges '()))
        (let ((char (take)))
          (cond ((and (char=? char #\]) (pair? ranges))
                 (one (lambda (char)
                        (let ((in? (any (lambda (range)
                                          (char<=? (car range) char (cdr range))) ranges)))
                          (if negated? (not in?) in?)))))
                ((memv char '(#\[ #\\)) (refuse "what '~a' means in [] is not known" char))
                ((and (eqv? (peek) #\-) (< (+ at 1) end)
                      (not (char=? (string-ref pattern (+ at 1)) #\])))
                 (take)
                 (next (cons (cons char (take)) ranges)))
                (else (next (cons (cons char char) ranges))))))))
  (define (atom)
    (let ((char (take)))
      (case char
        ((#\.) (one (const #t)))
        ((#\[) (bracket))
        ((#\() (when (eqv? (peek) #\?)
                 (refuse "'(?' is none of macOS's: ~s" pattern))
               (let ((inner (choice)))
                 (unless (char=? (take) #\))
                   (refuse "no ')' in ~s" pattern))
                 inner))
        ((#\^) (lambda (text i next) (and (= i 0) (next i))))
        ((#\$) (lambda (text i next) (and (= i (string-length text)) (next i))))
        ((#\\) (let ((char (take)))
                 (when (and (ascii? char) (or (char-alphabetic? char) (char-numeric? char)))
                   (refuse "what '\\~a' means is not known" char))
                 (one (lambda (other) (char=? char other)))))
        ((#\* #\+ #\? #\{ #\) #\|) (refuse "'~a' has nothing before it: ~s" char pattern))
        (else (one (lambda (other) (char=? char other)))))))
  (define (item)
    (let again ((item (atom)))
      (case (peek)
        ((#\*) (take) (again (many item 0)))
        ((#\+) (take) (again (many item 1)))
        ((#\?) (take) (again (lambda (text i next) (or (item text i next) (next i)))))
        ((#\{) (refuse "what '{' means is not known: ~s" pattern))
        (else item))))
  (define (sequence)
    (if (or (not (more?)) (memv (peek) '(#\| #\))))
        (lambda (text i next) (next i))
        (let* ((first (item)) (rest (sequence)))
          (lambda (text i next) (first text i (lambda (j) (rest text j next)))))))
  (define (choice)
    (let ((first (sequence)))
      (if (eqv? (peek) #\|)
          (let ((rest (begin (take) (choice))))
            (lambda (text i next) (or (first text i next) (rest text i next))))
          first)))
  (let ((matcher (choice)))
    (when (more?)
      (refuse "a ')' too many in ~s" pattern))
    (lambda (text)
      (let try ((i 0))
        (and (<= i (string-length text))
             (or (matcher text i (const #t)) (try (+ i 1))))))))

;;; Filters: a filter is (request) -> whether it matches; a request is ((key . text) ...), its
;;; operation among them.

(define (any-of filters)
  (match filters
    ((one) one)
    (_ (lambda (request) (any (lambda (filter) (filter request)) filters)))))

;; (NAME VALUE...): any of the values.
(define (compare key values matches?)
  (any-of (map (lambda (value)
                 (lambda (request)
                   (let ((text (assq-ref request key)))
                     (and text (matches? text value)))))
               values)))

(define (target-matches? target wanted)
  (or (string=? target wanted)
      (and (string=? wanted "same-sandbox") (member target '("self" "children")) #t)))

;; "HOST:PORT" for a connection "PROTOCOL HOST PORT"; text #f for any.
(define (address-matches protocol text)
  (define wanted
    (match (and text (string-split text #\:))
      (#f '("*" "*"))
      ((host port)
       (unless (member host '("*" "localhost"))
         (refuse "host must be * or localhost: ~s" text))
       (unless (or (string=? port "*")
                   (let ((number (and (string-every char-numeric? port) (string->number port))))
                     (and number (< 0 number 65536))))
         (refuse "no port: ~s" text))
       (list host port))
      (_ (refuse "no address: ~s" text))))
  (lambda (connection)
    (match (string-split connection #\space)
      ((used host port)
       (and (or (string=? protocol "ip") (string=? protocol used))
            (or (string=? (car wanted) "*") (member host '("127.0.0.1" "::1")))
            (or (string=? (cadr wanted) "*") (string=? (cadr wanted) port))
            #t)))))

(define (address-filter side protocol texts)
  (unless (member protocol '("ip" "tcp" "udp"))
    (refuse "no protocol: ~s" protocol))
  (let ((matchers (if (null? texts)
                      (list (address-matches protocol #f))
                      (map (lambda (text) (address-matches protocol text)) texts))))
    (lambda (request)
      (let ((connection (assq-ref request side)))
        (cond (connection (any (lambda (matches?) (matches? connection)) matchers))
              ;; Where a connection comes from is not known when it is asked for: all match.
              ((eq? side 'local)
               (and (string=? (assq-ref request 'operation) "network-outbound")
                    (assq-ref request 'remote)
                    #t))
              (else #f))))))

(define names
  '((sysctl-name . sysctl-name) (global-name . global-name) (local-name . local-name)
    (xpc-service-name . xpc-service-name) (ipc-posix-name . ipc-posix-name)
    (iokit-registry-entry-class . iokit-registry-entry-class)
    (preference-domain . preference-domain)))
(define prefixes
  '((sysctl-name-prefix . sysctl-name) (global-name-prefix . global-name)
    (ipc-posix-name-prefix . ipc-posix-name)))
(define symbols
  '((vnode-type . vnode-type) (syscall-number . syscall-number) (socket-domain . socket-domain)
    (socket-type . socket-type)))

(define (texts forms params)
  (when (null? forms)
    (refuse "a filter without a value"))
  (map (lambda (form) (value form params)) forms))

(define (words forms)
  (when (or (null? forms) (not (every symbol? forms)))
    (refuse "expected words: ~s" forms))
  (map symbol->string forms))

(define (paths forms params)
  (when (null? forms)
    (refuse "a filter without a path"))
  (map (lambda (form) (path form params)) forms))

(define (compile-filter form params)
  (define (inner forms)
    (when (null? forms)
      (refuse "nothing in ~s" form))
    (map (lambda (form) (compile-filter form params)) forms))
  (match form
    (('require-all forms ...)
     (let ((filters (inner forms)))
       (lambda (request) (every (lambda (filter) (filter request)) filters))))
    (('require-any forms ...) (any-of (inner forms)))
    (('require-not form)
     (let ((filter (compile-filter form params)))
       (lambda (request) (not (filter request)))))
    (((or 'literal 'path 'path-literal) forms ...)
     (compare 'path (paths forms params) string=?))
    (('subpath forms ...) (compare 'path (paths forms params) within?))
    (((or 'prefix 'path-prefix) forms ...)
     (compare 'path (texts forms params) (lambda (text prefix) (string-prefix? prefix text))))
    (((or 'regex 'path-regex) forms ...)
     (compare 'path (map compile-regex (texts forms params))
              (lambda (text matches?) (matches? text))))
    (('target forms ...) (compare 'target (words forms) target-matches?))
    (('remote 'unix-socket) (lambda (request) (and (assq-ref request 'path) #t)))
    (('remote 'unix-socket forms ...) (any-of (inner forms)))
    (((or 'remote 'to) (? symbol? protocol) forms ...)
     (address-filter 'remote (symbol->string protocol) (map (lambda (f) (value f params)) forms)))
    (((or 'local 'from) (? symbol? protocol) forms ...)
     (address-filter 'local (symbol->string protocol) (map (lambda (f) (value f params)) forms)))
    (((? symbol? name) forms ...)
     (cond ((assq-ref names name)
            => (lambda (key) (compare key (texts forms params) string=?)))
           ((assq-ref prefixes name)
            => (lambda (key) (compare key (texts forms params)
                                      (lambda (text prefix) (string-prefix? prefix text)))))
           ((assq-ref symbols name)
            => (lambda (key) (compare key (words forms) string=?)))
           (else (refuse "no filter '~a'" name))))
    (_ (refuse "no filter: ~s" form))))

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
  (let ((forms (read-forms text)))
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
    (let ((forms (read-forms text)))
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
